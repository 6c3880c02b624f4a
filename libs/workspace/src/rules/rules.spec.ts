import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { streamOf } from '#domain/streams.js';
import { fixedClock } from '#core/testing.js';
import type { LocalTend, TendOptions } from '../local-tend.js';
import type { WritableWorkspace } from '../workspace.js';
import { importLines, now, refusalOf, testFolder, type TestFolder } from '../testing.js';

const dayMs = 86_400_000;
jest.setTimeout(60_000);

/** How many days of grace the phase rules gave at the last touchpoint of a relationship. */
const graces = `
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import * as families from '#domain/vocabulary.js';

const all = Object.entries(families).filter(([name]) => name.endsWith('Events')).map(([, family]) => family);
const graceOf = (ctx) => ctx.valid('PhaseRulesPublished')?.parameters[0].value ?? 0;
export const projection = defineProjection({
  name: 'graces',
  purpose: 'service',
  key: { by: 'relationship' },
  context: [{ type: 'PhaseRulesPublished' }],
  initial: () => ({ grace: 0 }),
  on: {
    ...ignoring(...all),
    MessageReceived: (doc, event, ctx) => {
      doc.grace = graceOf(ctx);
    },
  },
  index: (doc) => ({ grace: doc.grace }),
});
`;

const phases = (version: string, value: number, effectiveFrom?: string) => ({
  type: 'PhaseRulesPublished',
  ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
  data: { version, parameters: [{ name: 'graceDays', value }] },
});
const calendar = (name: string, version: string, effectiveFrom: string) => ({
  type: 'CalendarPublished',
  effectiveFrom,
  data: { version, calendar: name, zone: 'Europe/Vienna', hours: [], holidays: [] },
});

describe('rules', () => {
  let folder: TestFolder;
  let clock: ReturnType<typeof fixedClock>;
  let tend: LocalTend;
  const projections = () => join(folder.path, 'libs/read-models/src');

  beforeEach(() => {
    folder = testFolder();
    clock = fixedClock(now);
    mkdirSync(projections(), { recursive: true });
    writeFileSync(join(projections(), 'graces.projection.ts'), graces);
  });
  afterEach(() => folder.dispose());

  const open = async (options: Partial<TendOptions> = {}) => {
    tend = await folder.open({ clock, user: 'ann', ...options });
  };
  const standings = async (query: Parameters<LocalTend['rules']['list']>[0] = {}) =>
    (await tend.rules.list(query)).rules.map(({ type, scope, version, standing }) =>
      [type, scope, version, standing].filter(Boolean).join(' '),
    );

  it('are listed with what can be published while there are none', async () => {
    await open();
    const { rules, types } = await tend.rules.list({});
    expect(rules).toEqual([]);
    expect(types).toContainEqual(expect.objectContaining({ type: 'RhythmFitted', scope: 'segment' }));
    await expect(tend.rules.list({ type: 'MessageSent' })).rejects.toMatchObject({
      code: 'invalid',
      violations: [{ field: 'type', message: expect.stringContaining('PhaseRulesPublished') }],
    });
  });

  it('hold from when they say, each for its scope, and tell who published them', async () => {
    await open();
    await tend.rules.publish(
      [phases('1', 14), calendar('office', 'a', '2026-01-01'), calendar('shop', 'b', '2026-01-01')],
      {},
    );
    clock.advance(dayMs);
    await tend.rules.publish([phases('2', 7), calendar('office', 'c', '2027-01-01')], {});
    expect(await standings()).toEqual([
      'CalendarPublished office c coming',
      'CalendarPublished office a valid',
      'CalendarPublished shop b valid',
      'PhaseRulesPublished 2 valid',
    ]);
    expect(await standings({ type: 'PhaseRulesPublished', all: true })).toEqual([
      'PhaseRulesPublished 2 valid',
      'PhaseRulesPublished 1 replaced',
    ]);
    // What was known a day before, and what held before anything did.
    expect(await standings({ knownBy: '2026-11-24T12:00:00Z' })).toEqual([
      'CalendarPublished office a valid',
      'CalendarPublished shop b valid',
      'PhaseRulesPublished 1 valid',
    ]);
    expect(await standings({ asOf: '2026-11-24T12:00:00Z', type: 'PhaseRulesPublished' })).toEqual([
      'PhaseRulesPublished 2 coming',
      'PhaseRulesPublished 1 valid',
    ]);
    const [rule] = (await tend.rules.list({ type: 'PhaseRulesPublished' })).rules;
    expect(rule).toMatchObject({ actor: { name: 'ann' }, effectiveFrom: '2026-11-25T12:00:00.000Z' });
  });

  it('of one instant give way to the one recorded last', async () => {
    await open();
    for (const version of ['a', 'b']) await tend.rules.publish([calendar('office', version, '2026-01-01')], {});
    for (const version of ['c', 'd']) await tend.rules.publish([calendar('office', version, '2027-01-01')], {});
    expect(await standings({ all: true })).toEqual([
      'CalendarPublished office d coming',
      'CalendarPublished office c replaced',
      'CalendarPublished office b valid',
      'CalendarPublished office a replaced',
    ]);
  });

  it('that hold already are not published once more, but taken up again after another one they are', async () => {
    await open();
    await tend.rules.publish([phases('1', 14)], {});
    clock.advance(1_000);
    const again = await tend.rules.publish([phases('1', 14), phases('1', 14)], {});
    expect([again.published.length, again.unchanged]).toEqual([0, 2]);
    // In their order: what stands last holds.
    const back = await tend.rules.publish([phases('2', 7), phases('1', 14)], {});
    expect(back.published.map(({ version, standing }) => [version, standing])).toEqual([
      ['2', 'replaced'],
      ['1', 'valid'],
    ]);
    expect(await standings()).toEqual(['PhaseRulesPublished 1 valid']);
  });

  it.each([
    ['automatic', 0],
    ['review', 1],
  ] as const)('for the past are known again, and for now once a build sees them, %s', async (activation, more) => {
    await open({ projections: projections(), activation });
    await importLines(tend, [{ id: '1', at: '2026-03-01T10:00:00Z', customer: 'Amber Mills' }]);
    const published = async (rule: ReturnType<typeof phases>) =>
      (await tend.rules.publish([rule], {})).published.length;
    const past = phases('1', 14, '2026-01-01');
    expect([await published(past), await published(past)]).toEqual([1, 0]);
    // The build that sees it may wait to be activated, for ever: then it can still be said for now.
    expect([await published(phases('1', 14)), await published(phases('1', 14))]).toEqual([more, 0]);
  });

  it('for now are for now also when the clock was put back', async () => {
    await open({ projections: projections() });
    await tend.rules.publish([phases('1', 14)], {});
    clock.advance(-3_600_000);
    const { readers } = await tend.rules.publish([phases('2', 7)], {});
    expect(readers).toEqual([{ projection: 'graces', sees: 'at-once' }]);
  });

  it('of more segments than a person writes into a file are published, as a fit gives them', async () => {
    await open();
    const many = Array.from({ length: 101 }, (_, n) => calendar(`c${n}`, '1', '2026-01-01'));
    expect((await tend.rules.publish(many, {})).published).toHaveLength(101);
  });

  it('are published all, or none', async () => {
    await open();
    const bad = { type: 'PhaseRulesPublished', data: { version: '1' } };
    const soon = { ...phases('1', 2), effectiveFrom: 'soon' };
    const other = { type: 'MessageSent', data: {} };
    const zone = { type: 'CalendarPublished', data: { ...calendar('a', '1', '').data, zone: 'Vienna' } };
    const flat = { version: '1', segment: 'all', k: 0, r: 1, alpha: 1, relationships: 1, gaps: 4, fittedThrough: 0 };
    const given = [phases('1', 1), bad, soon, other, zone, { type: 'RhythmFitted', data: flat }];
    const { code, violations } = await refusalOf(() => tend.rules.publish(given, {}));
    const fields = violations.map(({ field }) => field);
    expect([code, new Set(fields)]).toEqual([
      'invalid',
      new Set([
        'rules[1].data.parameters',
        'rules[2].effectiveFrom',
        'rules[3].type',
        'rules[4].data.zone',
        'rules[5].data.k',
      ]),
    ]);
    await expect(tend.rules.publish([], {})).rejects.toMatchObject({ code: 'invalid' });
    expect(await standings({ all: true })).toEqual([]);
  });

  it.each(['automatic', 'review'] as const)('for the past are seen by another build, %s', async (activation) => {
    await open({ projections: projections(), activation });
    await importLines(tend, [{ id: '1', at: '2026-03-01T10:00:00Z', customer: 'Amber Mills' }]);
    const graceDays = async () => (await tend.made.documents('graces', {})).rows.map(({ row }) => row!['grace']);
    const states = async () => (await tend.builds.list('graces')).builds.map(({ state }) => state).sort();
    expect([await graceDays(), await states()]).toEqual([[0], ['serving']]);
    const { readers } = await tend.rules.publish([phases('1', 14)], {});
    expect(readers).toEqual([{ projection: 'graces', sees: 'at-once' }]);
    expect([await graceDays(), await states()]).toEqual([[0], ['serving']]);

    const past = await tend.rules.publish([phases('0', 3, '2026-01-01')], {});
    const waits = activation === 'review';
    expect(past.readers).toEqual([{ projection: 'graces', sees: waits ? 'for-review' : 'built-beside' }]);
    // Without a server nobody else would make that build: what is asked next waits for it.
    expect([await graceDays(), await states()]).toEqual(
      waits ? [[0], ['ready', 'serving']] : [[3], ['kept', 'serving']],
    );
    // Nobody asked for it.
    const decisions = [...tend.workspace.ledger.readStream(streamOf('BuildActivated', {}))];
    expect(decisions.map(({ actor }) => actor)).toEqual(waits ? [] : ['system:tend']);
  });

  it('for the past are not promised where no build is made for them', async () => {
    await open({ projections: projections(), activation: 'review' });
    await importLines(tend, [{ id: '1', at: '2026-03-01T10:00:00Z', customer: 'Amber Mills' }]);
    const { projections: engine } = tend.workspace as WritableWorkspace;
    // Another build serves than the file defines, as after going back from new code.
    engine.followsThePast = () => false;
    const { readers } = await tend.rules.publish([phases('0', 3, '2026-01-01')], {});
    expect(readers).toEqual([{ projection: 'graces', sees: 'not-now' }]);
  });
});
