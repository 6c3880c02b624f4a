import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { signalsThrough } from '#read-models/trajectory-testing.js';

/** Who was flagged when and who left, recomputed from raw events: no engine, no steps, no histories of the back-test. */

const dayMs = 86_400_000;
const dayOf = (at: Instant): number => Math.floor(at / dayMs);
const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

export interface NaiveFlag {
  readonly raisedAt: Instant;
  readonly endedAt: Instant | undefined;
}

/**
 * When each silence of one relationship stood first and ended last, by the event that began it: looked at every day, at
 * every input and just before it, and then narrowed down to the millisecond.
 */
export function naiveSilences(events: readonly RecordedEvent[], until: Instant): Map<string, NaiveFlag> {
  const standingAt = (instants: readonly Instant[]): string[][] =>
    signalsThrough(events, instants).map((signals) =>
      signals.flatMap(({ kind, event }) => (kind === 'silence' ? [event] : [])),
    );
  const inputs = events.map(({ occurredAt }) => occurredAt).filter((at) => at <= until);
  const first = Math.min(...inputs);
  const days = Array.from({ length: dayOf(until) - dayOf(first) + 1 }, (_, i) => (dayOf(first) + 1 + i) * dayMs);
  const instants = [...new Set([...inputs.flatMap((at) => [at - 1, at]), ...days, until])]
    .filter((at) => at <= until)
    .sort((a, b) => a - b);
  const narrowed = (low: Instant, high: Instant, event: string, stands: boolean): Instant => {
    let [from, to] = [low, high];
    while (to - from > 1) {
      const step = Math.max(1, (to - from) / 500);
      const grid = Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => Math.floor(from + step * (i + 1)));
      const found = standingAt(grid).findIndex((standing) => standing.includes(event) === stands);
      [from, to] = [grid[found - 1] ?? from, found < 0 ? to : grid[found]!];
    }
    return to;
  };
  const flags = new Map<string, NaiveFlag>();
  let before: string[] = [];
  for (const [i, standing] of standingAt(instants).entries()) {
    const [low, high] = [instants[i - 1] ?? instants[i]! - 1, instants[i]!];
    for (const event of standing) {
      if (before.includes(event)) continue;
      const raisedAt = flags.get(event)?.raisedAt ?? narrowed(low, high, event, true);
      flags.set(event, { raisedAt, endedAt: undefined });
    }
    for (const event of before)
      if (!standing.includes(event))
        flags.set(event, { ...flags.get(event)!, endedAt: narrowed(low, high, event, false) });
    before = standing;
  }
  return flags;
}

const alwaysTheirs: ReadonlySet<string> = new Set([
  'MessageReceived',
  'MeetingHeld',
  'VisitMade',
  'OrderPlaced',
  'SurveyAnswered',
  'ComplaintRaised',
  'PraiseGiven',
  'ReferralMade',
]);

/** By the table of definitions.md §1.1. */
export function isTheirs({ type, data, actor, parties }: RecordedEvent): boolean {
  if (alwaysTheirs.has(type)) return true;
  if (type === 'CallHeld') return (data as { direction?: string }).direction === 'inbound';
  if (type !== 'CaseOpened') return false;
  const { openedBy } = data as { openedBy?: string };
  if (openedBy !== undefined) return openedBy === 'customer';
  return parties.some(({ id, side }) => side === 'customer' && id === actor);
}

export interface NaiveOutage {
  readonly connector: string;
  readonly from: Instant;
  readonly until: Instant;
}

export interface NaiveFate {
  readonly outcome: string;
  readonly leftOn?: string;
  readonly leadDays?: number;
}

/** The contract of a relationship, and how it ends; at most one. */
interface NaiveContract {
  readonly from: number;
  readonly through: number;
  readonly endings: readonly number[];
}

function contractOf(events: readonly RecordedEvent[], through: number): NaiveContract {
  const made = events.find(({ type }) => type === 'Contracted');
  const { startAt, endAt } = (made?.data ?? {}) as { startAt?: Instant; endAt?: Instant };
  const [cancelled] = events.flatMap(({ type, occurredAt }) => (type === 'Cancelled' ? [dayOf(occurredAt)] : []));
  const from = startAt === undefined ? Infinity : dayOf(startAt);
  const last = made === undefined ? -Infinity : endAt === undefined ? Infinity : dayOf(endAt);
  // A cancellation behind the end of the contract is one of the relationship all the same.
  const isInTime = cancelled !== undefined && cancelled <= last;
  const endings = [
    ...(cancelled === undefined ? [] : [cancelled]),
    ...(!isInTime && last + 1 <= through && made !== undefined ? [last + 1] : []),
  ];
  return { from, through: isInTime ? Math.min(last, cancelled) : last, endings };
}

/** Definitions.md §1.9, word by word, for a flag of an instant. */
export function naiveFate(
  events: readonly RecordedEvent[],
  at: Instant,
  through: number,
  outages: readonly NaiveOutage[],
): NaiveFate {
  const acts = events.filter(isTheirs);
  const flag = dayOf(at);
  const known = acts.filter(({ occurredAt, recordedAt, source }) => {
    const isKnown = source.importId !== undefined || dayOf(recordedAt) <= flag;
    return dayOf(occurredAt) <= flag && isKnown;
  });
  const days = [...new Set(known.map(({ occurredAt }) => dayOf(occurredAt)))].sort((a, b) => a - b);
  const gap = days.length < 2 ? 0 : (days.at(-1)! - days[0]!) / (days.length - 1);
  const until = flag + Math.ceil(Math.max(180, 4 * gap));
  if (until > through) return { outcome: 'not-yet-known' };
  const contract = contractOf(events, through);
  const ending = contract.endings.filter((day) => day > flag && day <= until).sort((a, b) => a - b)[0];
  const left = (day: number) => ({ outcome: 'left', leftOn: dateOf(day), leadDays: day - flag });
  if (ending !== undefined) return left(ending);
  if (contract.from <= flag && flag <= contract.through) return { outcome: 'stayed' };
  const connectors = new Set(acts.map(({ source }) => source.connector));
  const isDown = Array.from({ length: until - flag }, (_, i) => flag + 1 + i).some((day) =>
    outages.some(
      (down) => connectors.has(down.connector) && down.from <= day * dayMs && (day + 1) * dayMs <= down.until,
    ),
  );
  if (isDown) return { outcome: 'feed-down' };
  // By the hour, where the program only knows days.
  if (acts.some(({ occurredAt }) => occurredAt > at && dayOf(occurredAt) <= until)) return { outcome: 'stayed' };
  const last = Math.max(...acts.map(({ occurredAt }) => dayOf(occurredAt)).filter((day) => day <= flag));
  return left(last + until - flag);
}
