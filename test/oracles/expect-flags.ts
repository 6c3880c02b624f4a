import { expect } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { formatInstant, type Instant } from '#core/time.js';
import type { FlagCounts, FlagRow, FlagsAnswer } from '#workspace/builds/flag-answers.js';
import { isTheirs, naiveFate, naiveSilences, type NaiveFlag, type NaiveOutage } from './naive-flags.js';

const dayMs = 86_400_000;

/** A relationship with all that its fold is given, under the rules that hold and under other ones. */
export interface ToldTwice {
  readonly relationship: string;
  readonly before: readonly RecordedEvent[];
  readonly after: readonly RecordedEvent[];
}

interface Known {
  readonly now: Instant;
  /** The last day of which everything is known. */
  readonly through: number;
  readonly outages: readonly NaiveOutage[];
}

type NamelessRow = Omit<FlagRow, 'relationship' | 'since'> & { readonly relationship: string };

function naiveRows(told: ToldTwice, { now, through, outages }: Known): NamelessRow[] {
  const [before, after] = [naiveSilences(told.before, now), naiveSilences(told.after, now)];
  const answerOf = (flag: NaiveFlag | undefined) =>
    flag && {
      raisedAt: formatInstant(flag.raisedAt, 'UTC'),
      ...(flag.endedAt === undefined ? {} : { endedAt: formatInstant(flag.endedAt, 'UTC') }),
      ...naiveFate(told.before, flag.raisedAt, through, outages),
    };
  return [...new Set([...before.keys(), ...after.keys()])].map((event) => {
    const [one, other] = [before.get(event), after.get(event)];
    const days = one && other && (one.raisedAt - other.raisedAt) / dayMs;
    const change = !one ? 'only-after' : !other ? 'only-before' : days! > 0 ? 'earlier' : days! < 0 ? 'later' : 'same';
    const flags = { ...(one && { before: answerOf(one) }), ...(other && { after: answerOf(other) }) };
    return {
      relationship: told.relationship,
      event,
      change,
      ...(days === undefined ? {} : { daysEarlier: days }),
      ...flags,
    } as NamelessRow;
  });
}

function countsOf(rows: readonly NamelessRow[], side: 'before' | 'after' | 'told'): FlagCounts {
  const told = rows.flatMap((row) => {
    const flag = side === 'told' ? (row.after ?? row.before) : row[side];
    return flag === undefined ? [] : [{ who: row.relationship, outcome: flag.outcome }];
  });
  const number = (outcome: string) => told.filter((one) => one.outcome === outcome).length;
  return {
    flags: told.length,
    relationships: new Set(told.map(({ who }) => who)).size,
    relationshipsLeft: new Set(told.flatMap(({ who, outcome }) => (outcome === 'left' ? [who] : []))).size,
    left: number('left'),
    stayed: number('stayed'),
    notYetKnown: number('not-yet-known'),
    feedDown: number('feed-down'),
    unusable: number('unusable'),
    // Nothing is fitted there.
    hindsight: 0,
  };
}

/** Sorted values at a share of the way from the first to the last, between two of them in proportion. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

/** Every row, every count, and the order of the rows. @returns the rows as they have to be */
export function expectFlags(found: FlagsAnswer, told: readonly ToldTwice[], known: Known): readonly NamelessRow[] {
  const expected = told.flatMap((one) => naiveRows(one, known));
  const name = ({ relationship, event }: NamelessRow): string => `${relationship} ${event}`;
  const sorted = (rows: readonly NamelessRow[]) => rows.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
  const rows = found.rows.map(({ relationship, since: _since, ...row }) => ({ ...row, relationship: relationship.id }));
  expect(sorted(rows)).toEqual(sorted(expected));
  expect(found.more).toBe(0);
  const order = ['earlier', 'only-after', 'only-before', 'later', 'same'] as const;
  expect(rows.map(({ change }) => change)).toEqual(
    rows.map(({ change }) => change).toSorted((a, b) => order.indexOf(a) - order.indexOf(b)),
  );
  for (const side of ['before', 'after'] as const) {
    expect(found[side]).toMatchObject(countsOf(expected, side));
    const leads = expected.flatMap((row) => row[side]?.leadDays ?? []);
    if (leads.length === 0) expect(found[side].leadDays).toBeNull();
    else expect(found[side].leadDays!.median).toBeCloseTo(quantile(leads, 0.5), 9);
  }
  for (const change of order)
    expect(found.changes[change]).toEqual(
      countsOf(
        expected.filter((row) => row.change === change),
        'told',
      ),
    );
  const earlier = expected.flatMap((row) => (row.change === 'earlier' ? [row.daysEarlier!] : []));
  if (earlier.length > 0) expect(found.medianDaysEarlier).toBeCloseTo(quantile(earlier, 0.5), 9);
  expect(found.relationshipYears).toBeCloseTo(yearsOf(told, known.through), 9);
  return expected;
}

function yearsOf(told: readonly ToldTwice[], through: number): number {
  const days = told.map(({ before }) => {
    const acts = before.filter(isTheirs).map(({ occurredAt }) => Math.floor(occurredAt / dayMs));
    if (acts.length === 0) return 0;
    const last = Math.max(...acts);
    const { endAt } = (before.find(({ type }) => type === 'Contracted')?.data ?? {}) as { endAt?: Instant };
    const cancelled = before.flatMap((one) => (one.type === 'Cancelled' ? [Math.floor(one.occurredAt / dayMs)] : []));
    const lapsed = endAt === undefined ? [] : [Math.floor(endAt / dayMs) + 1];
    const endings = [...cancelled, ...(cancelled.some((day) => day < (lapsed[0] ?? Infinity)) ? [] : lapsed)];
    const ended = endings.filter((day) => day >= last && day <= through);
    return Math.max(0, Math.min(through, ...ended) - Math.min(...acts));
  });
  return days.reduce((sum, one) => sum + one, 0) / 365;
}
