import { isUnderWay, type TargetRun } from './targets.js';

/** Runs of a target that a later one of the same case has followed. Plain JSON. */
export interface PastRuns {
  readonly met: number;
  readonly breached: number;
  readonly dropped: number;
  /** Of the latest that were done, and whose clock had run for their whole time. */
  readonly elapsedMs: readonly number[];
  /** Of the latest that were done late. */
  readonly lateMs: readonly number[];
}

/** Of so many runs before the one that counts now, lengths are remembered. */
export const lengthsKept = 100;

export const noPastRuns: PastRuns = Object.freeze({
  met: 0,
  breached: 0,
  dropped: 0,
  elapsedMs: Object.freeze([]),
  lateMs: Object.freeze([]),
});

/** Those before, and one more that is not under way. */
export function withRun({ met, breached, dropped, elapsedMs, lateMs }: PastRuns, run: TargetRun): PastRuns {
  const isBreached = run.breachedAt !== null;
  const isDone = run.stand === 'done';
  const isMeasured = isDone && !run.isPartial;
  return {
    met: met + Number(isDone && !isBreached),
    breached: breached + Number(isBreached),
    dropped: dropped + Number(!isDone && !isBreached),
    elapsedMs: isMeasured ? withLength(elapsedMs, run.ranMs) : elapsedMs,
    lateMs: isDone && isBreached ? withLength(lateMs, run.ranMs - run.limitMs) : lateMs,
  };
}

function withLength(lengths: readonly number[], length: number): readonly number[] {
  return lengths.length < lengthsKept ? [...lengths, length] : [...lengths.slice(1), length];
}

/** What a target of a case counts as. One that is started is in one of running, paused, met, breached and dropped. */
export interface TargetCounts {
  readonly started: number;
  readonly running: number;
  readonly paused: number;
  /** Of those that run or are paused. */
  readonly atRisk: number;
  readonly met: number;
  readonly breached: number;
  /** Of the breached: those that are still to be done. */
  readonly overdue: number;
  readonly dropped: number;
  /** Of those that were done, in time or late, and whose clock had run for their whole time. */
  readonly elapsedMs: readonly number[];
  /** Of those that were done late. */
  readonly lateMs: readonly number[];
}

interface Counted {
  readonly run: TargetRun;
  readonly before: PastRuns;
}

/** Targets are never changed in place: of one that is as it was, the counts are. */
const counted = new WeakMap<Counted, TargetCounts>();

export function countsOfTarget(target: Counted): TargetCounts {
  let counts = counted.get(target);
  if (counts === undefined) counted.set(target, (counts = countsOf(target)));
  return counts;
}

function countsOf({ run, before }: Counted): TargetCounts {
  const isOpen = isUnderWay(run);
  const isBreached = run.breachedAt !== null;
  const { met, breached, dropped, elapsedMs, lateMs } = isOpen ? before : withRun(before, run);
  const overdue = Number(isOpen && isBreached);
  const running = Number(run.stand === 'running' && !isBreached);
  const paused = Number(run.stand === 'paused' && !isBreached);
  return {
    started: running + paused + met + breached + overdue + dropped,
    running,
    paused,
    atRisk: run.atRiskSince === null ? 0 : running + paused,
    met,
    breached: breached + overdue,
    overdue,
    dropped,
    elapsedMs,
    lateMs,
  };
}
