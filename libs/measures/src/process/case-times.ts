import type { Instant } from '#core/time.js';
import type { RunningClock } from '../calendar/running-clock.js';
import { rankedOf, summarizeDurations, type DurationSummarySeconds } from './duration-summary.js';
import type { ProcessCase } from './process-case.js';
import { beganAt, type Trace } from './trace.js';
import type { UnfinishedWork } from './unfinished-work.js';

/** How a case spent its time, in whole ms: busy + idle = duration. */
export interface CaseTimes {
  readonly durationMs: number;
  /** Some work on it ran. */
  readonly busyMs: number;
  /** No work on it ran. */
  readonly idleMs: number;
}

/**
 * Busy and idle time of a case (definitions.md §3, "busy time per case"): busy is the union of the times from start to
 * completion of its steps, so that work which runs side by side counts once; idle is what the union leaves of the case
 * ("idle_time" of edeaR). A step without a known start is an instant and makes nothing busy, and so is one that is said to
 * have begun after it was completed.
 *
 * Work that was given up ran, though it came to nothing: it is busy time as far as it lies in the case. Work that has begun
 * and is not completed runs on in a case that is open; of one that has ended nobody knows when it stopped, so it is left
 * out.
 *
 * @param openAt for a case that is open then, given as it was by then (`caseBy`): it lasts until this instant, its last
 * wait and its unfinished work with it, and began with its first step or with what runs now. Left out, the case lasts from
 * its first work to its last completion (`caseDurationMs`)
 * @returns undefined where no work of the case is known by then
 */
export function caseTimesOf(
  { trace, work }: Pick<ProcessCase, 'trace'> & { readonly work?: UnfinishedWork },
  openAt?: Instant,
): CaseTimes | undefined {
  const spans: Span[] = [];
  for (const [i, to] of trace.completedAt.entries()) spans.push({ from: trace.startedAt[i] ?? to, to });
  const running = openAt === undefined ? [] : startsOf(work);
  const from = running.reduce((first, start) => Math.min(first, start), beganAt(trace) ?? Infinity);
  const to = openAt ?? trace.completedAt.at(-1) ?? -Infinity;
  if (from > to) return undefined;
  for (const start of running) spans.push({ from: start, to });
  for (const span of givenUpOf(work)) spans.push(span);
  const busyMs = unionMs(spans, from, to);
  return { durationMs: to - from, busyMs, idleMs: to - from - busyMs };
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

function startsOf(work: UnfinishedWork | undefined): Instant[] {
  return (work?.begun ?? []).filter((_, i) => i % 2 === 1) as Instant[];
}

function givenUpOf(work: UnfinishedWork | undefined): Span[] {
  const given = work?.givenUp ?? [];
  const spans: Span[] = [];
  for (let i = 0; i < given.length; i += 3) spans.push({ from: given[i + 1] as Instant, to: given[i + 2] as Instant });
  return spans;
}

/** How much of the time from one instant to another the spans cover together. */
function unionMs(spans: Span[], from: Instant, to: Instant): number {
  let covered = 0;
  let reached = from;
  for (const span of spans.sort((a, b) => a.from - b.from)) {
    const [start, end] = [Math.max(span.from, reached), Math.min(span.to, to)];
    if (end <= start) continue;
    covered += end - start;
    reached = end;
  }
  return covered;
}

/**
 * How long cases lasted, from their first work to their last completion, in calendar time or on a clock of business hours.
 * Cases without a step have no duration.
 *
 * The median is the mean of the middle two where their number is even, as in R and in every textbook. Some tools take the
 * upper of the two (`values[n // 2]`), which is a duration that occurred, but no longer in the middle: it moves with the
 * parity of n, upwards only.
 *
 * @param clock runs at whole rates, as `businessClock` does
 */
export function caseDurationsOf(traces: Iterable<Trace>, clock?: RunningClock): DurationSummarySeconds {
  const durationsMs: number[] = [];
  for (const trace of traces) {
    const began = beganAt(trace);
    if (began === undefined) continue;
    const ended = trace.completedAt.at(-1)!;
    durationsMs.push(clock === undefined ? ended - began : clock.msBetween(began, ended));
  }
  return summarizeDurations(rankedOf(durationsMs));
}
