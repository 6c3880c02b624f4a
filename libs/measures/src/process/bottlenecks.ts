import type { Instant } from '#core/time.js';
import { runsOf, standingOf } from './case-standing.js';
import type { EffortTerms } from './customer-effort.js';
import { caseBy, type ProcessCase } from './process-case.js';
import { stuckStays, type KeyedStay } from './stuck-stays.js';
import { waitsForCustomer, waitsForUs } from './waits.js';

/** A case that waits for longer than is usual behind the step that it took last. */
export interface StuckWait {
  readonly key: string;
  readonly since: Instant;
  /** Seconds, as `p90`: of the waits behind this activity that are over and began before. */
  readonly waited: number;
  readonly p90: number;
}

/** An activity behind which cases wait now. */
export interface Bottleneck {
  readonly activity: string;
  readonly whom: string;
  /** Open cases that wait behind it. */
  readonly waiting: number;
  /** Waits behind it that are over. */
  readonly over: number;
  /** The longest first. */
  readonly stuck: readonly StuckWait[];
}

/**
 * Behind which activities open cases wait now, and which of them for longer than is usual: above the 90th percentile of the
 * waits that are over and began before, of which there must be 20 (`stuckStays`). A wait lasts from the completion of a step to
 * that of the next, or to the end of the case; what lies between an end and a reopening is none. What waits for the
 * customer keeps nobody of them waiting and is left out.
 *
 * It rests behind each case and each activity, where others may have their turn.
 * @param at what is known later is not looked at
 * @returns those with the most stuck cases first
 */
export function* bottlenecksOf(
  cases: Iterable<{ readonly key: string; readonly one: ProcessCase }>,
  { ending, whomByActivity }: EffortTerms,
  at: Instant,
): Generator<void, Bottleneck[], void> {
  const staysBehind = new Map<string, KeyedStay[]>();
  for (const { key, one: whole } of cases) {
    yield;
    const one = caseBy(whole, at);
    if (one === undefined) continue;
    const { state, states } = standingOf(one, ending);
    const { activities, steps, completedAt } = one.trace;
    const runs = runsOf(states);
    for (const [i, step] of steps.entries()) {
      const activity = activities[step]!;
      if (whomByActivity.get(activity) === waitsForCustomer) continue;
      const next = completedAt[i + 1] ?? Number.POSITIVE_INFINITY;
      for (const run of runs) {
        const [since, until] = [Math.max(completedAt[i]!, run.from), Math.min(next, run.to)];
        if (until < since || since === run.to) continue;
        // The step that opens a case again was not waited for.
        if (until === since && completedAt[i]! < since) continue;
        const isOver = until < Number.POSITIVE_INFINITY;
        // Of a case of which nothing says that it is open nobody knows whether it still waits.
        if (!isOver && state !== 'open') continue;
        const stay = { key, stage: 0, since, until: isOver ? until : at, how: isOver ? 'moved' : 'open' } as const;
        const known = staysBehind.get(activity);
        if (known === undefined) staysBehind.set(activity, [stay]);
        else known.push(stay);
      }
    }
  }
  const found: Bottleneck[] = [];
  for (const [activity, stays] of staysBehind) {
    yield;
    const waiting = stays.filter(({ how }) => how === 'open').length;
    if (waiting === 0) continue;
    const stuck = stuckStays(stays).map(({ key, since, age, p90 }) => ({ key, since, waited: age, p90 }));
    found.push({
      activity,
      whom: whomByActivity.get(activity) ?? waitsForUs,
      waiting,
      over: stays.length - waiting,
      stuck: stuck.sort((a, b) => b.waited - a.waited || (a.key < b.key ? -1 : 1)),
    });
  }
  return found.sort(
    (a, b) => b.stuck.length - a.stuck.length || b.waiting - a.waiting || (a.activity < b.activity ? -1 : 1),
  );
}
