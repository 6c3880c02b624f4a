import type { Instant } from '#core/time.js';
import { runsOf, standingOf, type Ending } from './case-standing.js';
import type { ProcessCase } from './process-case.js';
import type { StageOrder, StageVisit } from './stage-visits.js';

/** A time that a case spent in a stage. */
export interface StageStay {
  /** The place of the stage in the order. */
  readonly stage: number;
  readonly since: Instant;
  /** Its end; where it is `open` the instant that is asked for, where it is `unknown` the last step of the case. */
  readonly until: Instant;
  /**
   * How it ended: the case moved on to another stage (or back), or it ended in this one. Or not yet: it is there now; or
   * nothing says whether the case is open, so that it is known to have been there until its last step only.
   */
  readonly how: 'moved' | 'ended' | 'open' | 'unknown';
}

/**
 * The stays of a case in the stages, in their order. A stay lasts from when the case came into the stage (completed the
 * activity) until it came into another one or ended; what lies between an end and a reopening is no time in a stage, and
 * from the reopening on it is in the stage where it was: a stay more. An activity that ends its case is a stage without
 * time in it, unless the case is opened again.
 *
 * @param one as it was by `at` (`caseBy`)
 * @param visits of it (`stageWayOf`)
 */
export function staysOf(
  one: ProcessCase,
  visits: readonly StageVisit[],
  order: StageOrder,
  ending: Ending,
  at: Instant,
): StageStay[] {
  const { states, state } = standingOf(one, ending);
  const runs = runsOf(states);
  const lastStep = one.trace.completedAt.at(-1)!;
  const stays: StageStay[] = [];
  for (const [i, { stage, since: came }] of visits.entries()) {
    const left = visits[i + 1]?.since ?? Number.POSITIVE_INFINITY;
    for (const run of runs) {
      const since = Math.max(came, run.from);
      const until = Math.min(left, run.to);
      if (until < since) continue;
      const over = left <= run.to ? 'moved' : 'ended';
      // Where it comes and goes at one instant it was there for no time, but it was; not so where there was no time to be in.
      if (until === since && (came < since || (over === 'ended' && isFinal(order.stages[stage]!, ending)))) continue;
      if (until < Number.POSITIVE_INFINITY) stays.push({ stage, since, until, how: over });
      else if (state === 'open') stays.push({ stage, since, until: at, how: 'open' });
      else stays.push({ stage, since, until: lastStep, how: 'unknown' });
    }
  }
  return stays;
}

function isFinal(stage: string, { ends, endsByOutcome }: Ending): boolean {
  return (endsByOutcome ?? ends).terminal.includes(stage);
}
