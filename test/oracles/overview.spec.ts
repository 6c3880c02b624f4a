import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import type { LocalTend } from '#workspace/local-tend.js';
import type { Figure, OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type { PhaseName } from '#workspace/portfolio/standing-answers.js';
import { fileOf, now, testFolder } from '#workspace/testing.js';
import {
  naiveChannels,
  naiveComeAgain,
  naiveDays,
  naiveWorth,
  firstCustomer,
  rawEvents,
  rawOf,
  type RawEvent,
} from './naive-portfolio.js';

jest.setTimeout(240_000);

const folder = testFolder();
let events: RawEvent[];
let tend: LocalTend;
/** Over all moments: a comparison of nothing with nothing would say little. */
let breachesSeen = 0;
/** With nothing but `more` of what the quarter counts. */
let counted: LocalTend;

/** What is counted one by one below; the demonstration's own of it would be in the way. */
const countedTypes: ReadonlySet<string> = new Set([
  'RelationshipClassified',
  'Contracted',
  'Renewed',
  'Expanded',
  'NoticeGiven',
  'Cancelled',
  'ReferralMade',
  'NeedStated',
  'NeedMet',
  'NeedDeclined',
  'GoalAgreed',
  'GoalReached',
  'GoalDropped',
]);

/** A few contracts, referrals, needs, goals and a classification. */
function more(customer: { readonly name?: string }): string[] {
  let number = 0;
  const line = (type: string, at: string, data: object, extra: object = {}): string =>
    JSON.stringify({
      type,
      id: `more-${++number}`,
      occurredAt: at,
      actor: customer,
      parties: [customer],
      data,
      ...extra,
    });
  const at = (text: string): number => Date.parse(text);
  const contract = (start: string, end: string) => ({
    startAt: at(start),
    endAt: at(end),
    value: 100,
    currency: 'CHF',
  });
  return [
    line('RelationshipClassified', '2025-01-02T10:00:00Z', {
      kind: 'b2b',
      segment: 'north',
      requiredRoles: ['sponsor'],
    }),
    line('Contracted', '2025-11-01T10:00:00Z', contract('2025-11-01T00:00:00Z', '2026-10-31T23:59:59Z')),
    line('Contracted', '2025-11-02T10:00:00Z', contract('2025-11-01T00:00:00Z', '2026-11-10T23:59:59Z')),
    line('Contracted', '2024-11-02T10:00:00Z', contract('2024-11-01T00:00:00Z', '2025-10-10T23:59:59Z')),
    line('ComplaintRaised', '2026-10-20T10:00:00Z', {}),
    line('ComplaintRaised', '2026-05-01T10:00:00Z', {}),
    line('ComplaintRaised', '2025-07-15T10:00:00Z', {}),
    line('ReferralMade', '2026-10-05T10:00:00Z', {}),
    line('ReferralMade', '2026-09-30T10:00:00Z', {}),
    line('ReferralMade', '2025-11-01T10:00:00Z', {}),
    line('NeedStated', '2026-10-06T10:00:00Z', { topic: 'export' }),
    line('NeedStated', '2026-11-06T10:00:00Z', { topic: 'sign-on' }),
    line('GoalAgreed', '2026-10-07T10:00:00Z', {
      measure: 'waits',
      target: 4,
      dueAt: at('2026-11-20T00:00:00Z'),
    }),
  ];
}

beforeAll(async () => {
  events = await rawEvents({ relationships: 60, events: 3_000, seed: 7 });
  const others = rawOf(more(firstCustomer(events)));
  counted = await folder.open({ name: 'counted' });
  await importAll(counted, [...events.filter(({ type }) => !countedTypes.has(type)), ...others]);
  events = [...events, ...others].toSorted((a, b) => a.at - b.at);
  tend = await folder.open();
  await importAll(tend, events);
});

async function importAll(into: LocalTend, lines: readonly RawEvent[]): Promise<void> {
  const file = fileOf('demonstration.ndjson', lines.map(({ line }) => `${line}\n`).join(''));
  const report = await into.import(file, { dataset: 'demonstration', format: 'ndjson' }, {});
  expect(report.refusals).toEqual([]);
}

afterAll(() => folder.dispose());

const numberOf = ({ numbers }: OverviewAnswer, id: string) => {
  const found = numbers.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no number ${id}.`);
  return found;
};

const moments = [
  ['the head', undefined, now],
  ['a day of the past', '2026-05-20T09:30:00Z', Date.parse('2026-05-20T09:30:00Z')],
  ['a day of the year before', '2025-08-01T00:00:00Z', Date.parse('2025-08-01T00:00:00Z')],
] as const;
const askedAt = (asOf: string | undefined) => (asOf === undefined ? {} : { asOf });
const yearBefore = (at: number): number => new Date(at).setUTCFullYear(new Date(at).getUTCFullYear() - 1);

describe.each(moments)('the portfolio at %s', (_title, asOf, at) => {
  it('is worth what was ordered in 365 days, or its contracts', async () => {
    const { rows } = await tend.relationships({ ...askedAt(asOf), limit: 1_000 });
    const told = rows.map(({ name, value }) => [
      name,
      Object.fromEntries(value!.map(({ currency, amount }) => [currency, amount])),
    ]);
    const naive = naiveWorth(events, at);
    const wanted = rows.map(({ name }) => [
      name,
      Object.fromEntries(Object.entries(naive.get(name!) ?? {}).map(([currency, cents]) => [currency, cents / 100])),
    ]);
    expect(told).toEqual(wanted);
  });

  it('comes with value at risk first, then what is at risk, then by its last touchpoint', async () => {
    const { rows } = await tend.relationships({ ...askedAt(asOf), limit: 1_000 });
    const placed = rows.map(({ atRisk, value, lastTouchpoint }) => {
      const isAtRisk = atRisk!.length > 0;
      // More have value in EUR than in CHF.
      const euros = value!.find(({ currency }) => currency === 'EUR')?.amount;
      const amount = euros ?? value![0]?.amount;
      const ofValue = euros === undefined ? (amount === undefined ? 2 : 1) : 0;
      return { group: isAtRisk ? ofValue : 3, amount, last: Date.parse(lastTouchpoint!) };
    });
    const wanted = placed.toSorted(
      (a, b) => a.group - b.group || (a.group < 2 ? b.amount! - a.amount! : 0) || b.last - a.last,
    );
    expect(placed).toEqual(wanted);
    expect(new Set(placed.map(({ group }) => group)).size).toBeGreaterThan(1);
  });

  it('is at risk in deterioration and by a breach, as its rows say, and sums are theirs', async () => {
    const { rows } = await tend.relationships({ ...askedAt(asOf), limit: 1_000 });
    const overview = await tend.portfolio.overview(askedAt(asOf));
    const value = naiveWorth(events, at);
    for (const [id, isIn] of [
      ['deterioration', (row: (typeof rows)[number]) => row.phase === 'deterioration'],
      ['open-breach', (row: (typeof rows)[number]) => row.phase !== 'dissolved' && row.openBreaches! > 0],
    ] as const) {
      const members = rows.filter(isIn);
      const cents = members.reduce((sum, { name }) => sum + (value.get(name!)?.['EUR'] ?? 0), 0);
      expect(numberOf(overview, id).now.value).toBe(members.length);
      if (cents > 0) expect(numberOf(overview, `${id}-EUR`).now.value).toBeCloseTo(cents / 100, 2);
      const filtered = await tend.relationships({ ...askedAt(asOf), risk: id, limit: 1_000 });
      expect(new Set(filtered.rows.map(({ name }) => name))).toEqual(new Set(members.map(({ name }) => name)));
      expect(filtered.total).toBe(members.length);
    }
  });

  it('has the breaches open that its trajectories know of, while they are at most 90 days old', async () => {
    const { rows } = await tend.relationships({ ...askedAt(asOf), limit: 1_000, sort: 'name' });
    const wanted: number[] = [];
    for (const { id } of rows) {
      const { document } = await tend.made.document('trajectory', id, askedAt(asOf));
      const { breaches } = (document as unknown as TrajectoryDocument).trajectory;
      wanted.push(breaches.filter((breach) => breach.open && at - breach.at <= 90 * 86_400_000).length);
    }
    expect(rows.map(({ openBreaches }) => openBreaches)).toEqual(wanted);
    breachesSeen += wanted.reduce((a, b) => a + b, 0);
  });

  it('comes again as the product limit says, now and a year before', async () => {
    const overview = await tend.portfolio.overview(askedAt(asOf));
    for (const [id, nth, within] of [
      ['second-contact-day', 2, 90],
      ['fifth-contact-day', 5, 180],
    ] as const) {
      const told = numberOf(overview, id);
      for (const [figure, when] of [
        [told.now, at],
        [told.yearBefore, yearBefore(at)],
      ] as const) {
        const { n, share } = naiveComeAgain(naiveDays(events, when), nth, within, when);
        expect(figure.n).toBe(n);
        if (Number.isNaN(share)) expect(figure.lacks).toMatch(/nobody/);
        else expect(figure.value).toBeCloseTo(share, 10);
      }
    }
  });

  it('has the channel that most contact-days of theirs came by in 365 days', async () => {
    const { rows } = await tend.relationships({ ...askedAt(asOf), limit: 1_000, sort: 'name' });
    const naive = naiveChannels(events, at);
    expect(rows.map(({ channel }) => channel)).toEqual(rows.map(({ name }) => naive.get(name!)));
    expect((await tend.relationships({ ...askedAt(asOf), channel: 'none' })).total).toBe(rows.length - naive.size);
  });

  it('is narrowed to a phase, a segment and a cohort', async () => {
    const all = (await tend.relationships({ ...askedAt(asOf), limit: 1_000 })).rows;
    const names = async (filter: object) =>
      (await tend.relationships({ ...askedAt(asOf), ...filter, limit: 1_000, sort: 'name' })).rows.map(
        (row) => row.name,
      );
    const sorted = (found: typeof all) => new Set(found.map(({ name }) => name));
    for (const phase of ['growth', 'withdrawal', 'deterioration'] satisfies PhaseName[])
      expect(new Set(await names({ phase }))).toEqual(
        sorted(all.filter((row) => row.phase === phase || row.cause === phase)),
      );
    expect(await names({ segment: 'north' })).toEqual(
      all.filter((row) => row.segment === 'north').map((row) => row.name),
    );
    const days = naiveDays(events, at);
    const began = [...days].filter(
      ([, [first]]) =>
        new Date(first!).toISOString().slice(0, 7) <= '2025-06' &&
        new Date(first!).toISOString().slice(0, 7) >= '2025-04',
    );
    expect(new Set(await names({ cohort: '2025-Q2' }))).toEqual(new Set(began.map(([name]) => name)));
  });
});

describe('the overview', () => {
  it('was looked at when breaches stood open', () => {
    expect(breachesSeen).toBeGreaterThan(0);
  });

  it('counts contracts, referrals, needs and goals of the quarter, and of the one a year before', async () => {
    const overview = await counted.portfolio.overview({});
    expect(overview.quarter).toEqual({
      name: '2026-Q4',
      from: '2026-10-01T00:00:00.000Z',
      to: '2026-11-24T12:00:00.000Z',
    });
    expect(overview.yearBefore.to).toBe('2025-11-24T12:00:00.000Z');
    expect(numberOf(overview, 'renewals').now).toMatchObject({ n: 2, value: 0 });
    expect(numberOf(overview, 'renewals').yearBefore).toMatchObject({ n: 1, value: 0 });
    const { now: referrals, yearBefore: before } = numberOf(overview, 'referrals');
    expect(referrals.value).toBeCloseTo(100 / referrals.n, 10);
    expect(before.value).toBeCloseTo(100 / before.n, 10);
    expect(numberOf(overview, 'needs-untouched').now).toMatchObject({ n: 2, value: 1 });
    expect(numberOf(overview, 'needs-untouched').yearBefore).toEqual({ n: 0, lacks: 'no need was stated' });
    expect(numberOf(overview, 'goals-agreed').now).toEqual({ n: 1, value: 1 });
    expect(numberOf(overview, 'goals-reached').now).toMatchObject({ n: 1, value: 0 });
    expect(numberOf(overview, 'required-roles').now).toMatchObject({ n: 1, value: 0 });
    expect(numberOf(overview, 'plays').now.lacks).toBe('no plays yet');
    expect(numberOf(overview, 'accepted').now).toEqual({ n: 0, lacks: 'no plays yet' });
  });

  it('says what entered, left and was lost by comparing the ends of the quarter', async () => {
    const overview = await tend.portfolio.overview({});
    const at = async (asOf: string | undefined) =>
      new Map((await tend.relationships({ ...askedAt(asOf), limit: 1_000 })).rows.map((row) => [row.name!, row]));
    const [begin, end] = [await at('2026-09-30T23:59:59.999Z'), await at(undefined)];
    const isAtRisk = (row: { readonly atRisk?: readonly string[] } | undefined) => (row?.atRisk?.length ?? 0) > 0;
    const all = [...end.keys()];
    const entered = all.filter((name) => isAtRisk(end.get(name)) && !isAtRisk(begin.get(name)));
    const lost = all.filter((name) => end.get(name)!.phase === 'dissolved' && begin.get(name)?.phase !== 'dissolved');
    const left = all.filter(
      (name) => isAtRisk(begin.get(name)) && !isAtRisk(end.get(name)) && end.get(name)!.phase !== 'dissolved',
    );
    expect(numberOf(overview, 'entered').now.value).toBe(entered.length);
    const { members } = numberOf(overview, 'entered').evidence!;
    expect(new Set(members!.map(({ name }) => name))).toEqual(new Set(entered));
    expect(numberOf(overview, 'left').now.value).toBe(left.length);
    expect(numberOf(overview, 'lost').now.value).toBe(lost.length);
    expect(entered.length + left.length).toBeGreaterThan(0);
  });

  it('opens its totals to their events', async () => {
    const overview = await tend.portfolio.overview({});
    const { evidence, now: referrals } = numberOf(overview, 'referrals');
    const cells = evidence!.totals!;
    const parts = await Promise.all(cells.map(({ projection, cell }) => tend.evidence(projection, cell, {})));
    const events = parts.reduce((sum, { sums }) => sum + sums['events']!, 0);
    expect(events).toBe(Math.round((referrals.value! * referrals.n) / 100));
  });

  it('says of an empty ledger what it lacks, and never a number', async () => {
    const empty = await folder.open({ name: 'empty' });
    const { numbers, cohorts } = await empty.portfolio.overview({});
    const told = (figure: Figure) => figure.value === undefined || figure.n > 0 || figure.value === 0;
    expect(numbers.every((one) => told(one.now) && told(one.yearBefore))).toBe(true);
    expect(numbers.filter((one) => one.unit === 'share').every((one) => one.now.lacks !== undefined)).toBe(true);
    expect(cohorts).toEqual([]);
    await folder.close(empty);
  });
});
