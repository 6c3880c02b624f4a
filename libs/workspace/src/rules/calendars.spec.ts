import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { importLines, refusalOf, testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(60_000);

/** The holidays of the calendar that is valid at the last touchpoint of a relationship. */
const closedDays = `
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import * as families from '#domain/vocabulary.js';

const all = Object.entries(families).filter(([name]) => name.endsWith('Events')).map(([, family]) => family);
export const projection = defineProjection({
  name: 'closed-days',
  purpose: 'service',
  key: { by: 'relationship' },
  context: [{ type: 'CalendarPublished', scope: () => ['office'] }],
  initial: () => ({ days: '' }),
  on: {
    ...ignoring(...all),
    MessageReceived: (doc, event, ctx) => {
      doc.days = (ctx.valid('CalendarPublished', 'office')?.holidays ?? []).join(' ');
    },
  },
  index: (doc) => ({ days: doc.days }),
});
`;

const open = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' }));
const office = (given: object = {}) => ({
  type: 'CalendarPublished',
  effectiveFrom: '2026-01-01',
  data: {
    version: '1',
    calendar: 'office',
    zone: 'Europe/Vienna',
    hours: open,
    holidays: ['2026-12-24', '2026-12-25'],
    ...given,
  },
});
const ofAustria = { holidaysOf: { country: 'AT', fromYear: 2026, toYear: 2026 } };
// Feiertagsruhegesetz § 1 (2); Easter Sunday is 5 April 2026.
const austria = [
  '2026-01-01',
  '2026-01-06',
  '2026-04-06',
  '2026-05-01',
  '2026-05-14',
  '2026-05-25',
  '2026-06-04',
  '2026-08-15',
  '2026-10-26',
  '2026-11-01',
  '2026-12-08',
  '2026-12-25',
  '2026-12-26',
];
const withOurs = [...austria, '2026-12-24'].sort();

describe('a calendar that names a country', () => {
  let folder: TestFolder;
  let tend: LocalTend;

  beforeEach(async () => {
    folder = testFolder();
    const projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    writeFileSync(join(projections, 'closed-days.projection.ts'), closedDays);
    tend = await folder.open({ user: 'ann', projections });
  });
  afterEach(() => folder.dispose());

  const calendars = async () =>
    (await tend.rules.list({ type: 'CalendarPublished', all: true })).rules.map(({ data }) => data);

  it('is published with the public holidays of its years beside its own', async () => {
    const { published } = await tend.rules.publish([office(ofAustria)], {});
    expect(published[0]!.data).toEqual({ ...office(ofAustria).data, holidays: withOurs });
    expect(await calendars()).toEqual([published[0]!.data]);
  });

  it('is not published twice, neither as it was given nor as it was published', async () => {
    const { published } = await tend.rules.publish([office(ofAustria)], {});
    const again = { ...office(), data: published[0]!.data };
    const inSmall = office({ holidaysOf: { ...ofAustria.holidaysOf, country: 'at' } });
    for (const rule of [office(ofAustria), again, inSmall])
      expect(await tend.rules.publish([rule], {})).toMatchObject({ published: [], unchanged: 1 });
    expect(await tend.rules.publish([office({ ...ofAustria, holidays: [] })], {})).toMatchObject({ unchanged: 0 });
    expect(await calendars()).toHaveLength(2);
  });

  it('is shown as it would be published, and nothing is', async () => {
    const shown = await tend.rules.publish([office(ofAustria)], {}, { dryRun: true });
    expect(shown).toEqual({
      published: [],
      unchanged: 0,
      readers: [],
      wouldPublish: [
        {
          type: 'CalendarPublished',
          effectiveFrom: '2026-01-01T00:00:00.000Z',
          data: { ...office(ofAustria).data, holidays: withOurs },
        },
      ],
    });
    expect(await calendars()).toEqual([]);
    await tend.rules.publish([office(ofAustria)], {});
    expect(await tend.rules.publish([office(ofAustria)], {}, { dryRun: true })).toMatchObject({
      unchanged: 1,
      wouldPublish: [],
    });
  });

  it('is assumed with them by a what-if', async () => {
    await importLines(tend, [{ id: '1', at: '2026-03-01T10:00:00Z', customer: 'Amber Mills' }]);
    const { examples } = await tend.builds.whatIf('closed-days', { context: [office(ofAustria)] }, {});
    expect(JSON.stringify(examples)).toContain(withOurs.join(' '));
    const context = [office({ holidaysOf: { country: 'Austria', fromYear: 2026, toYear: 2026 } })];
    const { violations } = await refusalOf(() => tend.builds.whatIf('closed-days', { context }, {}));
    expect(violations.map(({ field }) => field)).toEqual(['context[0].data.holidaysOf.country']);
    // Of another shape than a calendar has, it is refused by its shape.
    const shapeless = await refusalOf(() =>
      tend.builds.whatIf('closed-days', { context: [office({ holidaysOf: { country: 'AT' } })] }, {}),
    );
    expect(shapeless.violations.map(({ field }) => field)).toContain('context[0].data.holidaysOf.fromYear');
  });

  it('is refused with all that is wrong with it, and all others with it', async () => {
    const wrong = (given: object) => office({ holidaysOf: { country: 'AT', fromYear: 2026, toYear: 2026, ...given } });
    const { violations, hint } = await refusalOf(() =>
      tend.rules.publish(
        [office(), wrong({ country: 'Oz' }), wrong({ region: 'X', toYear: 2090 }), wrong({ fromYear: '2026' })],
        {},
      ),
    );
    expect(new Set(violations.map(({ field }) => field))).toEqual(
      new Set([
        'rules[1].data.holidaysOf.country',
        'rules[2].data.holidaysOf.region',
        'rules[2].data.holidaysOf.toYear',
        'rules[3].data.holidaysOf.fromYear',
      ]),
    );
    expect(hint).not.toBe('');
    expect(await calendars()).toEqual([]);
  });

  it('has at most 2,000 days, its own among them', async () => {
    const first = Date.UTC(1990, 0, 1);
    const days = (count: number) =>
      Array.from({ length: count }, (_none, i) => new Date(first + i * 86_400_000).toISOString().slice(0, 10));
    // 13 of Austria, none of them among the first 2,000 days of the nineties.
    await tend.rules.publish([office({ ...ofAustria, holidays: days(1_987) })], {});
    const { violations } = await refusalOf(() =>
      tend.rules.publish([office({ ...ofAustria, holidays: days(1_988) })], {}),
    );
    expect(violations).toEqual([
      {
        field: 'rules[0].data.holidaysOf',
        message: 'gives 2001 days with those that it has already; a calendar has at most 2000',
      },
    ]);
  });
});

describe('a definition of a process', () => {
  let folder: TestFolder;
  let tend: LocalTend;
  beforeEach(async () => {
    folder = testFolder();
    tend = await folder.open({ user: 'ann' });
  });
  afterEach(() => folder.dispose());

  const helpdesk = (given: object) => ({
    type: 'ProcessDefined',
    data: { version: '1', process: 'helpdesk', terminal: ['Closed'], ...given },
  });

  it('names calendars that are published, or are with it', async () => {
    const { violations } = await refusalOf(() => tend.rules.publish([helpdesk({ calendar: 'office' })], {}));
    expect(violations.map(({ field }) => field)).toEqual(['rules[0].data.calendar']);
    const coming = { ...office(), effectiveFrom: '2027-01-01' };
    const { published } = await tend.rules.publish([helpdesk({ calendar: 'office' }), coming], {});
    expect(published).toHaveLength(2);
    expect((await tend.rules.publish([helpdesk({ calendar: 'office', version: '2' })], {})).published).toHaveLength(1);
  });

  it('is refused what no fold could use, published or assumed', async () => {
    const wrong = helpdesk({
      stages: ['A', 'B', 'A'],
      sequence: ['A'],
      model: { start: 'a', end: 'a', nodes: [], edges: [] },
    });
    const { violations } = await refusalOf(() => tend.rules.publish([wrong], {}));
    // What has not its shape is refused by that alone.
    expect(violations.map(({ field }) => field)).toEqual(['rules[0].data.model.nodes', 'rules[0].data.model.edges']);
    const repeated = helpdesk({ stages: ['A', 'B', 'A'] });
    const assumed = await refusalOf(() => tend.builds.whatIf('process-flow', { context: [repeated] }, {}));
    expect(assumed.violations).toEqual([{ field: 'context[0].data.stages.2', message: '“A” is named twice' }]);
    const published = await refusalOf(() => tend.rules.publish([repeated], {}));
    expect(published.violations).toEqual([{ field: 'rules[0].data.stages.2', message: '“A” is named twice' }]);
  });
});
