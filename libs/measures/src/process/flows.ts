import type { Instant } from '#core/time.js';
import type { Trace } from './trace.js';

/** How often one activity directly followed another in a case, and how long each time. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  /** One a passage, in the order of the case, in ms, never negative. */
  readonly waitsMs: readonly number[];
  /** How many of them would have been negative and are 0. */
  readonly clamped: number;
}

/**
 * The edges that a case adds to the directly-follows graph of its process: each pair of neighbouring steps
 * (van der Aalst, Process Mining, 2016, ch. 6.1.2), pairs in the order in which they first came.
 *
 * A wait lasts from the completion of one step to the start of the next. Where no start is known it is the completion
 * of the next, and the wait includes the service. Work that began before the last step was done makes a negative wait:
 * it counts as 0 and is counted in `clamped`.
 *
 * @param startedAt start of each step, where the source tells; of as many steps as the trace has
 */
export function flowsOf(trace: Trace, startedAt: readonly Instant[] = trace.completedAt): Flow[] {
  const { activities, steps, completedAt } = trace;
  const flows: { readonly from: string; readonly to: string; readonly waitsMs: number[]; clamped: number }[] = [];
  const flowByPair = new Map<number, number>();
  for (let i = 1; i < steps.length; i++) {
    const from = steps[i - 1]!;
    const to = steps[i]!;
    const pair = from * activities.length + to;
    const waitMs = startedAt[i]! - completedAt[i - 1]!;
    const counted = waitMs < 0 ? 0 : waitMs;
    const known = flowByPair.get(pair);
    if (known === undefined) {
      flowByPair.set(pair, flows.length);
      flows.push({ from: activities[from]!, to: activities[to]!, waitsMs: [counted], clamped: Number(waitMs < 0) });
    } else {
      const flow = flows[known]!;
      flow.waitsMs.push(counted);
      if (waitMs < 0) flow.clamped++;
    }
  }
  return flows;
}
