import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import type { RecordedEvent } from '#core/record.js';
import { open } from '#projections/oracle/runtime-testing.js';
import { trajectory } from '#read-models/trajectory.projection.js';
import { whatIfOf } from '#workspace/builds/builds.js';
import type { FlagRow } from '#workspace/builds/flag-answers.js';
import { portfolioLines } from '#workspace/demonstration/portfolio-lines.js';
import { fileOf, testFolder, type TestFolder } from '#workspace/testing.js';
import type { NewRule } from '#workspace/rules/rule-answers.js';
import type { WritableWorkspace } from '#workspace/workspace.js';
import { expectFlags } from './expect-flags.js';
import { flagHistory, type FlagHistory } from './flag-histories.js';

jest.setTimeout(240_000);

/** What a what-if of the trajectory tells of a ledger in memory. */
async function flagsOf({ ledger, now, context }: FlagHistory) {
  const clock = fixedClock(now);
  const projections = await open({ ledger, definitions: [trajectory], clock });
  await projections.waitForAll();
  const names = { names: () => new Map() };
  const workspace = { ledger, clock, directory: { zone: 'UTC' }, projections, names };
  const query = { context, flags: {} };
  const { flags } = await whatIfOf(workspace as unknown as WritableWorkspace, 'trajectory', query, {});
  await projections.stop();
  return flags!;
}

describe('flags of a what-if are what two naive recomputations say', () => {
  test('of random histories', async () => {
    const seen = new Map<string, number>();
    const see = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    const property = fc.asyncProperty(fc.integer({ min: 1, max: 1e9 }), async (seed) => {
      const made = await flagHistory(seed);
      for (const { change, before, after } of expectFlags(await flagsOf(made), made.told, made)) {
        see(change);
        for (const flag of [before, after]) if (flag !== undefined) see(flag.outcome);
        if ((after ?? before)!.endedAt === undefined) see('stands');
      }
    });
    await fc.assert(property, { numRuns: 20, seed: 5, endOnFailure: true });
    // A history that shows nothing proves nothing.
    expect([...seen.keys()].sort()).toEqual([
      'earlier',
      'feed-down',
      'later',
      'left',
      'not-yet-known',
      'only-after',
      'only-before',
      'same',
      'stands',
      'stayed',
    ]);
  });

  describe('of the demonstration portfolio', () => {
    let folder: TestFolder;
    afterEach(() => folder.dispose());

    test('under the stricter rule of the documents', async () => {
      folder = testFolder();
      const tend = await folder.open();
      const file = fileOf('portfolio.ndjson', await linesWithoutRenewals());
      await tend.import(file, { dataset: 'portfolio', format: 'ndjson' }, {});
      const context = JSON.parse(readFileSync('infra/docs/stricter-silence.json', 'utf8')) as NewRule[];
      const { flags } = await tend.builds.whatIf('trajectory', { context, flags: { limit: 10_000 } }, {});
      const { ledger, clock } = tend.workspace;
      const recorded = [...ledger.readAll()];
      const relationships = [...new Set(recorded.flatMap((event) => customerOf(event) ?? []))];
      const rule = {
        ...recorded[0]!,
        type: 'PhaseRulesPublished',
        occurredAt: 0,
        data: context[0]!.data,
      } as RecordedEvent;
      const told = relationships.map((relationship) => {
        const before = recorded.filter((event) => customerOf(event) === relationship);
        return { relationship, before, after: [rule, ...before] };
      });
      const last = Math.max(...told.flatMap(({ before }) => before.map(({ occurredAt }) => occurredAt)));
      const through = Math.floor(Math.min(last, clock.now() - 86_400_000) / 86_400_000);
      const rows: readonly Pick<FlagRow, 'change'>[] = expectFlags(flags!, told, {
        now: clock.now(),
        through,
        outages: [],
      });
      expect(rows.filter(({ change }) => change === 'earlier').length).toBeGreaterThan(5);
    });
  });
});

/** What renews or changes a contract is left out: the naive oracle knows one term of one, as the random histories have it. */
async function linesWithoutRenewals(): Promise<string> {
  let text = '';
  for await (const chunk of portfolioLines({ relationships: 30, events: 1_500, seed: 7 })) text += String(chunk);
  const isTold = (line: string): boolean =>
    !/"type":"(?:Contracted|Renewed|Expanded|NoticeGiven|Cancelled)"/.test(line);
  return text.split('\n').filter(isTold).join('\n');
}

/** Each touchpoint of the demonstration is one of the organisation that it names. */
function customerOf({ parties }: RecordedEvent): string | undefined {
  return parties.find(({ role, side }) => side === 'customer' && role === 'customer')?.id;
}
