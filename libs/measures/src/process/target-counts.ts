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
    elapsedMs: isMeasured ? [...elapsedMs, run.ranMs].slice(-lengthsKept) : elapsedMs,
    lateMs: isDone && isBreached ? [...lateMs, run.ranMs - run.limitMs].slice(-lengthsKept) : lateMs,
  };
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

export function countsOfTarget({ run, before }: { readonly run: TargetRun; readonly before: PastRuns }): TargetCounts {
  const isOpen = isUnderWay(run);
  const overdue = Number(isOpen && run.breachedAt !== null);
  const running = Number(run.stand === 'running') - (run.stand === 'running' ? overdue : 0);
  const paused = Number(run.stand === 'paused') - (run.stand === 'paused' ? overdue : 0);
  const { met, breached, dropped, elapsedMs, lateMs } = isOpen ? before : withRun(before, run);
  return {
    started: running + paused + met + breached + overdue + dropped,
    running,
    paused,
    atRisk: run.atRiskSince !== null ? running + paused : 0,
    met,
    breached: breached + overdue,
    overdue,
    dropped,
    elapsedMs,
    lateMs,
  };
}
