import { beforeEach, describe, expect, it } from '@jest/globals';
import { fitMonthIndex } from '#measures/calendar/month-index.js';
import { openEveryDay } from '#measures/calendar/operational-time.js';
import { fitRhythm } from '#measures/rhythm/rhythm-fit.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { importLines, refusalOf, testFolder } from '../testing.js';
import { fitOf } from './fitting.js';
import { dayText } from './local-days.js';
import { TestLedger } from './prediction-testing.js';

const random = mulberry32(11);
/** Relationships of paces of their own, as days from 2020-01-01. */
const first = Date.parse('2020-01-01') / 86_400_000;
const daysOf = Array.from({ length: 12 }, (_, i) => {
  const pace = 2 + i * 3;
  return Array.from({ length: 15 }).reduce<number[]>(
    (days) => [...days, (days.at(-1) ?? first) + 1 + Math.floor(2 * pace * random())],
    [],
  );
});
const gapsOf = (days: readonly number[]) => days.slice(1).map((day, i) => day - days[i]!);
/** In the order in which the ledger spoke of them first: sums of the fit depend on it in their last digit. */
const fitOfDays = (relationships: readonly (readonly number[])[], daysAt = (day: number) => day) =>
  fitRhythm(relationships.toSorted(([one], [other]) => one! - other!).map((days) => gapsOf(days.map(daysAt))));
const last = Math.max(...daysOf.flat());

describe('the fit of rhythms', () => {
  let made: TestLedger;
  beforeEach(() => void (made = new TestLedger()));
  const fitted = (query = {}, day = last + 1) => fitOf(made.workspaceOn(day), query, {});

  /** In the order of their days, as they are recorded; parties with odd numbers are of a segment. */
  const record = async () => {
    const all = daysOf.flatMap((days, i) => days.map((day) => ({ day, party: i + 1 })));
    for (const { day, party } of all.toSorted((a, b) => a.day - b.day)) {
      const isFirst = day === daysOf[party - 1]![0];
      if (isFirst && party % 2 === 1)
        await made.record('RelationshipClassified', { day }, { of: [party], data: { kind: 'b2b', segment: 'gold' } });
      await made.orders(party, day);
    }
  };

  it('is that of the gaps between contact-days, for all and for each segment', async () => {
    await record();
    const { segments, calendars } = await fitted();
    expect(calendars).toEqual([]);
    expect(segments.map(({ segment, relationships, contactDays }) => [segment, relationships, contactDays])).toEqual([
      ['all', 12, 180],
      ['gold', 6, 90],
    ]);
    expect(segments[0]!.rhythm).toEqual(fitOfDays(daysOf));
    const gold = fitOfDays(daysOf.filter((_, i) => i % 2 === 0));
    expect(segments[1]!.rhythm).toEqual(gold);
    if ('noFit' in gold) throw new Error('There is a fit.');
    const { k, r, alpha, relationships, gaps } = gold;
    expect(segments[1]!.rule).toMatchObject({
      type: 'RhythmFitted',
      effectiveFrom: new Date(86_400_000 * Math.min(...daysOf.flat())).toISOString(),
      data: { segment: 'gold', k, r, alpha, relationships, gaps },
    });
    expect(segments[1]!.rule!.data['version']).toMatch(/^20\d\d-\d\d-\d\d-[0-9a-f]{8}$/);
  });

  it('is of what was recorded by a moment, and the same whenever it is asked for', async () => {
    await record();
    const through = dayText(first + 60);
    const before = await fitted({ through });
    expect(before.segments[0]!.rhythm).toEqual(
      fitOfDays(daysOf.map((days) => days.filter((day) => day <= first + 60))),
    );
    await made.record('OrderPlaced', { day: first + 10, recorded: last + 5 }, { of: [1] });
    expect(await fitted({ through }, last + 9)).toEqual(before);
  });

  it('is in operational days by the calendar that is in force', async () => {
    const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' }));
    const data = { version: 'v', calendar: 'office', zone: 'UTC', hours, holidays: [] };
    await made.record(
      'CalendarPublished',
      { day: first - 9 },
      { of: [], data, effectiveFrom: (first - 9) * 86_400_000 },
    );
    await record();
    const openDaysUntil = (day: number) =>
      Array.from({ length: day - first }, (_, i) => (first + i + 3) % 7).filter((weekday) => weekday < 5).length;
    const { segments, calendars } = await fitted();
    expect(calendars).toEqual(['v']);
    expect(segments[0]!.rhythm).toEqual(fitOfDays(daysOf, openDaysUntil));
    expect((await fitted({ calendar: 'other' })).segments[0]!.rhythm).toEqual(fitOfDays(daysOf));
  });

  it('is in operational days by the season of the segment, or else of all', async () => {
    const season = (segment: string, index: readonly number[]) => ({ version: 'v', segment, index, fittedThrough: 0 });
    const byMonth = (odd: number) => Array.from({ length: 12 }, (_, month) => (month % 2 === 0 ? 1 : odd));
    const daysBy = (odd: number) => (day: number) =>
      Array.from(
        { length: day - first },
        (_, i) => byMonth(odd)[new Date((first + i) * 86_400_000).getUTCMonth()]!,
      ).reduce((sum, rate) => sum + rate, 0);
    const publish = (segment: string, odd: number) =>
      made.record(
        'SeasonFitted',
        { day: first - 9 },
        { of: [], data: season(segment, byMonth(odd)), effectiveFrom: (first - 9) * 86_400_000 },
      );
    await publish('all', 0.5);
    await record();
    const gold = daysOf.filter((_, i) => i % 2 === 0);
    const found = (await fitted()).segments.map(({ rhythm }) => rhythm);
    expect(found).toEqual([fitOfDays(daysOf, daysBy(0.5)), fitOfDays(gold, daysBy(0.5))]);
    await publish('gold', 0.25);
    expect((await fitted()).segments[1]!.rhythm).toEqual(fitOfDays(gold, daysBy(0.25)));
  });

  it('says why there is none', async () => {
    expect((await fitted()).segments).toEqual([
      { segment: 'all', relationships: 0, contactDays: 0, rhythm: { noFit: 'too-few-pairs' } },
    ]);
    expect((await fitted({ seasons: true })).segments[0]!.season).toMatchObject({ kind: 'not-fitted' });
    expect(await refusalOf(() => fitted({ through: 'soon' }))).toMatchObject({ code: 'invalid' });
    expect(await refusalOf(() => fitOf(made.workspaceOn(1), {}, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'cancelled',
    });
  });

  it('of seasons is the month index of the contact-days, until the last touchpoint', async () => {
    const [from, through] = [first, Date.parse('2021-12-31') / 86_400_000];
    const counts = new Map<string, number>();
    for (let day = from; day <= through; day += 1) {
      const parties = new Date(day * 86_400_000).getUTCMonth() < 6 ? [1] : [1, 2];
      for (const party of parties) await made.orders(party, day);
      counts.set(dayText(day), parties.length);
    }
    const { segments } = await fitted({ seasons: true }, through + 700);
    const observed = { from: dayText(from), through: dayText(through) };
    expect(segments[0]!.season).toEqual(fitMonthIndex(counts, observed, openEveryDay('UTC')));
    expect(segments[0]!).toMatchObject({ season: { kind: 'fitted' }, rule: { type: 'SeasonFitted' } });
  });
});

describe('a fit that is published', () => {
  const folder = testFolder();

  it('holds from the beginning when it is the first, and then from where it was fitted through', async () => {
    const tend = await folder.open();
    const touchpoints = daysOf.flatMap((days, i) =>
      days.map((day) => ({ id: `${i} ${day}`, at: `${dayText(day)}T12:00:00Z`, customer: `C${i}` })),
    );
    await importLines(tend, touchpoints);
    const dry = await tend.fitRules({}, {});
    expect(dry).not.toHaveProperty('published');
    expect((await tend.rules.list({})).rules).toEqual([]);
    const { published } = await tend.fitRules({ publish: true }, {});
    const beginning = `${dayText(Math.min(...daysOf.flat()))}T00:00:00.000Z`;
    expect(published!.published).toMatchObject([
      {
        type: 'RhythmFitted',
        scope: 'all',
        effectiveFrom: beginning,
        standing: 'valid',
        data: dry.segments[0]!.rule!.data,
      },
    ]);
    // The same through gives the same, and says nothing twice.
    expect((await tend.fitRules({ publish: true }, {})).published).toMatchObject({ published: [], unchanged: 1 });
    expect((await tend.fitRules({}, {})).segments[0]!.rule!.effectiveFrom).toBe('2026-11-24T12:00:00.000Z');
    await folder.dispose();
  });
});
