import {
  happenedBy,
  outcomeOf,
  stateOf,
  statementsOf,
  visitsOf,
  type CourseEvent,
  type NaiveDeclared,
} from './naive-course.js';

export interface NaiveStay {
  readonly key: string;
  readonly stage: number;
  readonly since: number;
  readonly until: number;
  readonly how: string;
}

/** The stays of all cases, by walking through the instants at which anything changes. */
export function naiveStays(
  cases: ReadonlyMap<string, readonly CourseEvent[]>,
  declared: NaiveDeclared,
  t: number,
): NaiveStay[] {
  return [...cases].flatMap(([key, events]) => {
    const by = happenedBy(events, t);
    return by === undefined ? [] : staysOfCase(key, by, declared, t);
  });
}

function staysOfCase(key: string, events: readonly CourseEvent[], declared: NaiveDeclared, t: number): NaiveStay[] {
  const visits = visitsOf(events, declared.stages);
  const statements = statementsOf(events, declared);
  const telling = (declared.outcomes ?? []).map(({ activity }) => activity);
  const finals = declared.terminal.length > 0 ? declared.terminal : telling;
  const stays: NaiveStay[] = [];
  let place = -1;
  let since: number | undefined;
  let running = true;
  const end = (at: number, how: string): void => {
    if (since !== undefined) stays.push({ key, stage: place, since, until: at, how });
    since = undefined;
  };
  const instants = [...new Set([...visits, ...statements].map(({ at }) => at))].sort((a, b) => a - b);
  for (const at of instants) {
    const came = visits.filter((visit) => visit.at === at);
    const runs = stateOf(statements, at) !== 'ended';
    for (const { stage } of came) {
      if (running) end(at, 'moved');
      place = stage;
      if (running) since = at;
    }
    if (!running && runs && place >= 0) since = at;
    if (!running && runs && came.length > 0)
      // Reopened at the instant: the stages of it are passed one after another, in no time.
      for (const { stage } of came.slice(0, -1)) stays.push({ key, stage, since: at, until: at, how: 'moved' });
    if (running && !runs) {
      if (since === at && finals.includes(declared.stages[place]!)) since = undefined;
      end(at, 'ended');
    }
    running = runs;
  }
  const steps = events.filter(({ activity }) => activity !== undefined);
  if (running && since !== undefined) {
    const isOpen = stateOf(statements) === 'open';
    stays.push({ key, stage: place, since, until: isOpen ? t : steps.at(-1)!.at, how: isOpen ? 'open' : 'unknown' });
  }
  return stays;
}

/** Of times of which some go on: the first by which half of them are over, among those that were watched so long. */
export function naiveMedian(times: readonly (readonly [time: number, over: boolean])[]): number | undefined {
  // Those that are over come first at one time, so that each stands for its share of those left then.
  const left = times.toSorted(([a, isOver], [b, wasOver]) => a - b || Number(wasOver) - Number(isOver));
  let share = 1;
  for (const [i, [time, isOver]] of left.entries()) {
    if (isOver) share -= share / (left.length - i);
    const isLastOfTime = left[i + 1]?.[0] !== time;
    if (isLastOfTime && share <= 0.5 + 1e-9) return time;
  }
  return undefined;
}

/** Open stays that are longer than nine tenths of those that began before and are over, of one stage. */
export function naiveStuck(stays: readonly NaiveStay[], leastStays: number): string[] {
  return stays
    .filter(({ how, since, until, stage }) => {
      if (how !== 'open') return false;
      const before = stays.filter(
        (one) => one.stage === stage && one.since < since && (one.how === 'moved' || one.how === 'ended'),
      );
      if (before.length < leastStays) return false;
      const lasted = before.map((one) => one.until - one.since).sort((a, b) => a - b);
      const tenths = 9 * (lasted.length - 1);
      const low = lasted[Math.floor(tenths / 10)]!;
      const high = lasted[Math.ceil(tenths / 10)]!;
      return 10 * (until - since) > 10 * low + (high - low) * (tenths % 10);
    })
    .sort((a, b) => a.since - b.since || (a.key < b.key ? -1 : 1))
    .map(({ key, stage }) => `${key} ${stage}`);
}

/** What customers waited, ms by ms. */
export function naiveWaits(
  events: readonly CourseEvent[],
  declared: NaiveDeclared,
  t: number,
): { us: number; longest: number; others: number; customer: number; toEnd: number | undefined } | undefined {
  const by = happenedBy(events, t);
  if (by === undefined) return undefined;
  const begun = events.filter(({ activity, start, at }) => activity !== undefined && (start ?? at) <= t);
  const began = Math.min(
    ...begun.map(({ at, start }) => start ?? at),
    ...by.filter(({ says }) => says).map(({ at }) => at),
  );
  const statements = statementsOf(by, declared);
  const steps = by.filter(({ activity }) => activity !== undefined);
  const known = by.filter(({ activity, says }) => (activity ?? says) !== undefined).map(({ at }) => at);
  const until = stateOf(statements) === 'open' ? t : Math.max(began, ...known);
  const waits = { us: 0, longest: 0, others: 0, customer: 0 };
  let stretch = 0;
  for (let ms = began; ms < until; ms++) {
    if (steps.some(({ at }) => at === ms) || stateOf(statements, ms) === 'ended') stretch = 0;
    if (stateOf(statements, ms) === 'ended') continue;
    const last = steps.filter(({ at }) => at <= ms).at(-1);
    const whom = declared.waiting?.find(({ activity }) => activity === last?.activity)?.whom ?? 'us';
    if (whom === 'customer') waits.customer++;
    else waits.us++;
    if (whom !== 'customer') waits.longest = Math.max(waits.longest, ++stretch);
    if (whom !== 'customer' && whom !== 'us') waits.others++;
  }
  const isEnded = stateOf(statements) === 'ended';
  let toEnd = 0;
  // The last end is the first instant from which on it has ended all the time.
  if (isEnded) {
    const ends = statements.map(({ at }) => at).filter((at) => stateOf(statements, at) === 'ended');
    toEnd = Math.min(
      ...ends.filter((at) => statements.every((one) => one.at < at || stateOf(statements, one.at) === 'ended')),
    );
  }
  return { ...waits, toEnd: isEnded ? toEnd - began : undefined };
}

/** Open value by currency and stage, in whole units; and what a velocity is made of. */
export function naivePipeline(
  cases: ReadonlyMap<string, readonly CourseEvent[]>,
  declared: NaiveDeclared,
  t: number,
): Map<string, { open: Map<number, number>; won: number; lost: number; wonWorth: number }> {
  const found = new Map<string, { open: Map<number, number>; won: number; lost: number; wonWorth: number }>();
  for (const events of cases.values()) {
    const by = happenedBy(events, t);
    const [amount, currency] = by?.filter(({ worth }) => worth !== undefined).at(-1)?.worth ?? [];
    if (by === undefined || amount === undefined || currency === undefined) continue;
    const outcome = outcomeOf(by, declared)?.outcome;
    const state = stateOf(statementsOf(by, declared));
    const isDecided = outcome === 'won' || outcome === 'lost';
    if (!isDecided && (outcome !== undefined || state !== 'open')) continue;
    if (!found.has(currency)) found.set(currency, { open: new Map(), won: 0, lost: 0, wonWorth: 0 });
    const sums = found.get(currency)!;
    if (outcome === 'won') sums.wonWorth += amount;
    if (isDecided) sums[outcome]++;
    else {
      const stage = visitsOf(by, declared.stages).at(-1)?.stage ?? -1;
      sums.open.set(stage, (sums.open.get(stage) ?? 0) + amount);
    }
  }
  return found;
}
