import type { Trace } from './trace.js';

/** How often one activity directly followed another in a case, and how long each time. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  /** From the completion of one step to that of the next: one a passage, in the order of the case, in ms. */
  readonly durationsMs: readonly number[];
  /** From the completion of one step to the start of the next: one a passage whose start is known, in ms, never negative. */
  readonly waitsMs: readonly number[];
  /** How many waits would have been negative and are 0. */
  readonly clamped: number;
}

/**
 * The edges that a case adds to the directly-follows graph of its process: each pair of neighbouring steps
 * (van der Aalst, Process Mining, 2016, ch. 6.1.2), pairs in the order in which they first came.
 *
 * A duration lasts from completion to completion, so it includes the service; fold order keeps it from being negative. A
 * wait ends where the work on the next step began, and there is none where no start is known: a mixture of both would be
 * no measure of either. Work that began before the last step was done makes a negative wait: it counts as 0 and is
 * counted in `clamped`.
 */
export function flowsOf(trace: Trace): Flow[] {
  const { activities, steps, completedAt, startedAt } = trace;
  const flows: PassedFlow[] = [];
  const flowByPair = new Map<number, PassedFlow>();
  for (let i = 1; i < steps.length; i++) {
    const from = steps[i - 1]!;
    const to = steps[i]!;
    const pair = from * activities.length + to;
    let flow = flowByPair.get(pair);
    if (flow === undefined) {
      flow = { from: activities[from]!, to: activities[to]!, durationsMs: [], waitsMs: [], clamped: 0 };
      flowByPair.set(pair, flow);
      flows.push(flow);
    }
    flow.durationsMs.push(completedAt[i]! - completedAt[i - 1]!);
    const start = startedAt[i]!;
    if (start === null) continue;
    const waitMs = start - completedAt[i - 1]!;
    flow.waitsMs.push(Math.max(0, waitMs));
    if (waitMs < 0) flow.clamped++;
  }
  return flows;
}

interface PassedFlow {
  readonly from: string;
  readonly to: string;
  readonly durationsMs: number[];
  readonly waitsMs: number[];
  clamped: number;
}
