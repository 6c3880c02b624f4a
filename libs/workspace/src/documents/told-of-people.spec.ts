import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { customer, importTeams, person, publishTeamMin, type Line } from '../portfolio/team-testing.js';
import { publishPerPerson, testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(120_000);

/** A projection of one's own about the people who do the steps. */
const stepsOfPeople = `
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import * as families from '#domain/vocabulary.js';

const all = Object.entries(families).filter(([name]) => name.endsWith('Events')).map(([, family]) => family);
export const projection = defineProjection({
  name: 'steps-of-people',
  purpose: 'workforce',
  key: { by: 'actor' },
  parameters: { times: 1 },
  initial: () => ({ steps: 0 }),
  on: { ...ignoring(...all), ActivityRecorded: (doc, event, ctx) => void (doc.steps += ctx.parameters.times) },
});
`;

let folder: TestFolder;
let tend: LocalTend;
let people: readonly string[];

/** A case in which so many people of each team follow each other. */
function relay(number: string, ...teams: readonly (readonly [team: string, count: number])[]): Line[] {
  const steps = teams.flatMap(([team, count]) => Array.from({ length: count }, (_none, i) => [team, i] as const));
  return steps.map(([team, i], hours) => {
    const actor = person(`${team} ${i + 1}`, 'agent');
    return {
      type: 'ActivityRecorded',
      occurredAt: new Date(Date.parse('2026-08-03T08:00:00Z') + hours * 3_600_000).toISOString(),
      parties: [customer('Customer'), actor],
      actor,
      process: { definition: 'support', case: number, activity: 'work' },
      data: { team },
    };
  });
}

beforeEach(async () => {
  folder = testFolder();
  tend = await folder.open();
  await importTeams(tend, [...relay('C-1', ['East', 5], ['West', 6]), ...relay('C-2', ['North', 2], ['South', 3])]);
  const events = [...tend.workspace.ledger.readAll()];
  people = [
    ...new Set(events.flatMap(({ parties }) => parties.flatMap(({ id, side }) => (side === 'ours' ? [id] : [])))),
  ];
});
afterEach(() => folder.dispose());

const handovers = 'process-handovers';
const key = async (): Promise<string> => (await tend.made.documents('process-flow', {})).rows[0]!.key;
const code = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'told',
    (error: { code: string }) => error.code,
  );

describe('what is kept of the people who work for us', () => {
  it('is read in no way without a policy, as of any moment, and as all else where one allows it today', async () => {
    expect(people).toHaveLength(16);
    const reads = async (query: object) => [
      await code(tend.made.documents(handovers, query)),
      await code(tend.made.document(handovers, await key(), query)),
      await code(tend.made.totals(handovers, query)),
      await code(tend.evidence(handovers, ['handover', 'support', people[0]!, people[1]!], query)),
      await code(tend.evidence(handovers, ['member', 'support', 'East', people[0]!], query)),
      await code(tend.evidence(handovers, ['member', 'support', 'East'], query)),
    ];
    const then = { asOf: '2026-08-31' };
    for (const query of [{}, then]) expect(new Set(await reads(query))).toEqual(new Set(['forbidden']));
    await publishTeamMin(tend, 1);
    expect(new Set(await reads({}))).toEqual(new Set(['forbidden']));
    await publishPerPerson(tend);
    for (const query of [{}, then]) expect(new Set(await reads(query))).toEqual(new Set(['told']));
  });

  it('is of a projection of one’s own no example of what differs either', async () => {
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    writeFileSync(join(projections, 'steps-of-people.projection.ts'), stepsOfPeople);
    const own = await folder.open({ name: 'own', projections });
    await importTeams(own, relay('C-1', ['East', 5]));
    const name = 'steps-of-people';
    const differing = async () => own.builds.whatIf(name, { set: { times: 2 } }, {});
    const withheld = await differing();
    expect(withheld.examples).toEqual([]);
    await publishPerPerson(own);
    const told = await differing();
    expect(told.examples).toHaveLength(5);
    expect(withheld.documents).toEqual(told.documents);
  });

  it('opens to its evidence where it is told of teams', async () => {
    const of = (from: string, to: string) => code(tend.evidence(handovers, ['team-handover', 'support', from, to], {}));
    expect(await of('East', 'West')).toBe('told');
    // Together they are five: each by itself is not told of.
    for (const [from, to] of [
      ['North', 'South'],
      ['South', 'South'],
      ['East', 'North'],
    ] as const)
      expect(await of(from, to)).toBe('forbidden');
    expect(await code(tend.evidence(handovers, ['rework', 'support', 'work'], {}))).toBe('told');
    expect(await code(tend.made.totals('process-flow', {}))).toBe('told');
  });
});
