import { happenedBy, outcomeOf, stateOf, statementsOf, type CourseEvent, type NaiveDeclared } from './naive-course.js';
import { durations } from './naive-process.js';

/** One stage of a funnel, out of sets of cases. */
export interface NaiveStage {
  readonly stage: string;
  readonly reached: number;
  readonly both: readonly [count: number, of: number, pending: number];
  readonly after: readonly [count: number, of: number, pending: number];
  readonly withFirst: readonly [count: number, of: number, pending: number];
  readonly skipped: number;
  readonly returned: number;
  readonly last: Readonly<Record<'open' | 'undeclared' | 'completed' | 'dropped', number>>;
  readonly timeFromPrevious: object;
  readonly timeFromFirst: object;
}

const none = { n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 };

/** The funnel by sets and first times, stage by stage, over the raw events up to an instant. */
export function naiveFunnel(
  cases: ReadonlyMap<string, readonly CourseEvent[]>,
  declared: NaiveDeclared,
  t: number,
): { cases: number; withoutStage: number; tied: number; stages: NaiveStage[] } {
  const { stages } = declared;
  const all = [...cases.values()].flatMap((events) => {
    const by = happenedBy(events, t);
    return by === undefined ? [] : [facts(by, declared)];
  });
  const pendingOf = (some: readonly Facts[]): number => some.filter(({ state }) => state !== 'ended').length;
  return {
    cases: all.length,
    withoutStage: all.filter(({ times }) => times.every((list) => list.length === 0)).length,
    tied: all.filter(({ times }) =>
      times.some((list, i) => list.some((at) => times.some((other, j) => j !== i && other.includes(at)))),
    ).length,
    stages: stages.map((stage, i) => {
      const here = all.filter(({ times }) => times[i]!.length > 0);
      const before = i === 0 ? [] : all.filter(({ times }) => times[i - 1]!.length > 0);
      const started = i === 0 ? [] : all.filter(({ times }) => times[0]!.length > 0);
      const both = here.filter((one) => i > 0 && one.times[i - 1]!.length > 0);
      const after = both.filter(({ times }) => Math.max(...times[i]!) >= Math.min(...times[i - 1]!));
      const withFirst = here.filter((one) => i > 0 && one.times[0]!.length > 0);
      const lasts = all.filter(({ last }) => last === i);
      const dropped = lasts.filter(
        ({ state, outcome }) =>
          state === 'ended' && (outcome === undefined ? i !== stages.length - 1 : outcome !== 'won'),
      ).length;
      const inState = (state: string): number => lasts.filter((one) => one.state === state).length;
      return {
        stage,
        reached: here.length,
        both: [both.length, before.length, pendingOf(before) - pendingOf(both)],
        after: [after.length, before.length, pendingOf(before) - pendingOf(after)],
        withFirst: [withFirst.length, started.length, pendingOf(started) - pendingOf(withFirst)],
        skipped: i === 0 ? 0 : here.length - both.length,
        returned: all.filter(({ moves }) => moves.some(([from, to]) => to === i && from > i)).length,
        last: {
          open: inState('open'),
          undeclared: inState('undeclared'),
          completed: inState('ended') - dropped,
          dropped,
        },
        timeFromPrevious: gaps(after, i - 1, i),
        timeFromFirst: gaps(withFirst, 0, i),
      };
    }),
  };
}

interface Facts {
  /** When it was in each stage, all times. */
  readonly times: readonly (readonly number[])[];
  readonly last: number;
  readonly moves: readonly (readonly [from: number, to: number])[];
  readonly state: string;
  readonly outcome: string | undefined;
}

function facts(events: readonly CourseEvent[], declared: NaiveDeclared): Facts {
  const times = declared.stages.map((stage) => events.filter(({ activity }) => activity === stage).map(({ at }) => at));
  // Pairs of time and stage, in this order.
  const pairs = times.flatMap((list, stage) => list.map((at) => [at, stage] as const));
  pairs.sort(([a, x], [b, y]) => a - b || x - y);
  return {
    times,
    last: pairs.at(-1)?.[1] ?? -1,
    moves: pairs.slice(1).map(([, to], i) => [pairs[i]![1], to]),
    state: stateOf(statementsOf(events, declared)),
    outcome: outcomeOf(events, declared)?.outcome,
  };
}

/** From the first time in one stage to the next time in another. */
function gaps(cases: readonly Facts[], from: number, to: number): object {
  const ms = cases.flatMap(({ times }) => {
    const start = Math.min(...times[from]!);
    const next = times[to]!.filter((at) => at >= start);
    return next.length === 0 ? [] : [Math.min(...next) - start];
  });
  return ms.length === 0 ? none : durations(ms);
}

export function naiveOutcomes(
  cases: ReadonlyMap<string, readonly CourseEvent[]>,
  declared: NaiveDeclared,
  t: number,
): { counts: Record<string, number>; lost: [reason: string | null, count: number][] } {
  const counts: Record<string, number> = { won: 0, lost: 0, abandoned: 0, endedWithout: 0, open: 0, undeclared: 0 };
  const reasons: (string | null)[] = [];
  for (const events of cases.values()) {
    const by = happenedBy(events, t);
    if (by === undefined) continue;
    const found = outcomeOf(by, declared);
    const state = stateOf(statementsOf(by, declared));
    counts[found?.outcome ?? (state === 'ended' ? 'endedWithout' : state)]!++;
    if (found?.outcome === 'lost') reasons.push(found.reason);
  }
  const codes = [...new Set(reasons)].map((reason): [string | null, number] => [
    reason,
    reasons.filter((other) => other === reason).length,
  ]);
  const rank = ([reason, count]: [string | null, number]): string =>
    `${reason === null ? 1 : 0} ${String(1e6 - count).padStart(8, '0')} ${reason}`;
  return { counts, lost: codes.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)) };
}
