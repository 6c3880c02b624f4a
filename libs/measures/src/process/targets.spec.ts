import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { businessClock } from '../calendar/business-time.js';
import { wallClock } from '../calendar/wall-clock.js';
import type { RunningClock } from '../calendar/running-clock.js';
import { targetTerms } from './target-terms.js';
import {
  beginRun,
  haltRun,
  nextInstantOf,
  resumeRun,
  runAfter,
  runAt,
  stateOfRun,
  underClock,
  underTerms,
} from './targets.js';
import type { TargetRun } from './targets.js';

const minute = 60_000;
const hour = 60 * minute;
const at = (text: string): number => Date.parse(text);

const berlin = (open: string, close: string, holidays: string[] = []): RunningClock =>
  businessClock({
    zone: 'Europe/Berlin',
    hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, open, close })),
    holidays,
  });
const never = businessClock({ zone: 'UTC', hours: [], holidays: [] });

/** Time passes, instant by instant, as far as something happens at them. */
function passed(run: TargetRun, until: number): TargetRun {
  for (;;) {
    const next = nextInstantOf(run);
    if (next === undefined || next > until) return run;
    run = runAfter(run, next);
  }
}

const begun = (limitHours: number, clock: RunningClock = wallClock, atRiskFrom?: number): TargetRun =>
  beginRun(targetTerms({ target: 't', limitHours, atRiskFrom }), 0, clock);

describe('a target', () => {
  it('is at risk before it is breached, at the share of its limit that it says', () => {
    expect(begun(10)).toMatchObject({ atRiskAt: 8 * hour, dueAt: 10 * hour });
    expect(passed(begun(10), 8 * hour - 1).atRiskSince).toBeNull();
    expect(passed(begun(10), 8 * hour)).toMatchObject({ atRiskSince: 8 * hour, breachedAt: null });
    expect(passed(begun(10), 10 * hour)).toMatchObject({ atRiskSince: 8 * hour, breachedAt: 10 * hour });
    expect(passed(begun(10, wallClock, 0), 0)).toMatchObject({ atRiskSince: 0 });
    // At the limit there is nothing left to risk.
    expect(passed(begun(10, wallClock, 1), 10 * hour)).toMatchObject({ atRiskSince: null, breachedAt: 10 * hour });
  });

  it('is met at the very instant at which it is due, and late behind it', () => {
    const inTime = haltRun(passed(begun(10), 10 * hour - 1), 10 * hour, 'done', wallClock);
    expect([stateOfRun(inTime), runAt(inTime, 99 * hour, wallClock)]).toEqual([
      'met',
      { elapsedMs: 10 * hour, remainingMs: 0, lateMs: null },
    ]);
    const behind = haltRun(passed(begun(10), 10 * hour), 10 * hour + 1, 'done', wallClock);
    expect([stateOfRun(behind), runAt(behind, 99 * hour, wallClock).lateMs]).toEqual(['breached', 1]);
  });

  it('has a limit whatever is said of it', () => {
    for (const none of [0, -5, Number.NaN, Number.NEGATIVE_INFINITY]) {
      expect(begun(none)).toMatchObject({ limitMs: 0, dueAt: 0 });
      expect(passed(begun(none), 0).breachedAt).toBe(0);
    }
    for (const much of [1e300, Number.POSITIVE_INFINITY])
      expect(begun(much)).toMatchObject({ limitMs: Number.MAX_SAFE_INTEGER, dueAt: null, atRiskAt: null });
    expect(begun(1e-9)).toMatchObject({ limitMs: 0 });
    expect(begun(1 / 3)).toMatchObject({ limitMs: 20 * minute, atRiskMs: 16 * minute });
  });

  it('is never due without any hours, but where nothing is left of it', () => {
    expect(begun(10, never)).toMatchObject({ dueAt: null, atRiskAt: null });
    expect(nextInstantOf(begun(10, never))).toBeUndefined();
    expect(runAt(begun(10, never), 1e12, never)).toEqual({ elapsedMs: 0, remainingMs: 10 * hour, lateMs: null });
    expect(passed(begun(0, never), 0).breachedAt).toBe(0);
    // Hours that are left for the risk alone.
    const closing = underClock(begun(10), 9 * hour, wallClock, never);
    expect(closing).toMatchObject({ dueAt: null, atRiskAt: 9 * hour, ranMs: 9 * hour });
    expect(passed(closing, 1e12)).toMatchObject({ atRiskSince: 9 * hour, breachedAt: null });
  });

  it('is due later by an hour that is skipped, and earlier by one that comes twice', () => {
    const clock = berlin('01:00', '05:00');
    const terms = targetTerms({ target: 't', limitHours: 3.5 });
    const due = (from: string) => new Date(beginRun(terms, at(from), clock).dueAt!).toISOString();
    expect(due('2024-03-29T12:00Z')).toBe('2024-03-30T03:30:00.000Z');
    // Three hours on the day of the skipped one, half an hour on the next.
    expect(due('2024-03-30T12:00Z')).toBe('2024-03-31T23:30:00.000Z');
    expect(due('2024-10-26T12:00Z')).toBe('2024-10-27T02:30:00.000Z');
    expect(due('2024-10-27T12:00Z')).toBe('2024-10-28T03:30:00.000Z');
  });

  it('stands still while it is paused, and keeps the latest pauses', () => {
    let run = begun(10);
    for (let i = 0; i < 25; i++) {
      run = haltRun(run, (2 * i + 1) * minute, 'paused', wallClock);
      expect(run).toMatchObject({ stand: 'paused', dueAt: null, atRiskAt: null });
      expect(nextInstantOf(run)).toBeUndefined();
      run = resumeRun(run, (2 * i + 2) * minute, wallClock);
    }
    expect(run).toMatchObject({
      pauses: 25,
      pausedMs: 25 * minute,
      ranMs: 25 * minute,
      dueAt: 10 * hour + 25 * minute,
    });
    expect(run.latestPauses).toHaveLength(40);
    expect(run.latestPauses.slice(-2)).toEqual([49 * minute, 50 * minute]);
    expect(stateOfRun(haltRun(run, 60 * minute, 'paused', wallClock))).toBe('paused');
  });

  it('stays breached whatever comes, and goes on to count how late', () => {
    let run = passed(begun(10), 11 * hour);
    run = haltRun(run, 12 * hour, 'paused', wallClock);
    expect([stateOfRun(run), runAt(run, 90 * hour, wallClock).lateMs, run.dueAt]).toEqual([
      'breached',
      2 * hour,
      10 * hour,
    ]);
    run = underTerms(run, 13 * hour, targetTerms({ target: 't', limitHours: 100 }), {
      before: wallClock,
      after: wallClock,
    });
    run = haltRun(resumeRun(run, 20 * hour, wallClock), 21 * hour, 'done', wallClock);
    expect([stateOfRun(run), runAt(run, 90 * hour, wallClock)]).toEqual([
      'breached',
      { elapsedMs: 13 * hour, remainingMs: 0, lateMs: 3 * hour },
    ]);
  });

  it('goes on under other terms with what has run', () => {
    const clocks = { before: wallClock, after: wallClock };
    const shorter = underTerms(begun(10), 6 * hour, targetTerms({ target: 't', limitHours: 5 }), clocks);
    expect(shorter.dueAt).toBe(6 * hour);
    const longer = underTerms(
      passed(begun(10), 8 * hour),
      9 * hour,
      targetTerms({ target: 't', limitHours: 20 }),
      clocks,
    );
    expect(longer).toMatchObject({ atRiskSince: null, atRiskAt: 16 * hour, dueAt: 20 * hour });
    const met = haltRun(begun(10), hour, 'done', wallClock);
    expect(underTerms(met, 6 * hour, targetTerms({ target: 't', limitHours: 0 }), clocks)).toBe(met);
  });

  it('has run, however it was paused, what a walk by minutes counts', () => {
    const zones = [
      ['Europe/Berlin', '2024-03-30T00:00Z'],
      ['Europe/Berlin', '2024-10-26T00:00Z'],
      ['Australia/Lord_Howe', '2024-04-05T00:00Z'],
    ] as const;
    const changes = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 1, max: 30 }), changes, ([zone, from], hours, given) => {
        const week = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, open: '01:30', close: '09:00' }));
        const clock = businessClock({ zone, hours: week, holidays: [] });
        const begin = at(from);
        let run = beginRun(targetTerms({ target: 't', limitHours: hours }), begin, clock);
        const pauses = new Set(given.map((step) => begin + step * 15 * minute));
        let walked = 0;
        let [breachedAt, atRiskSince]: (number | null)[] = [null, null];
        for (let now = begin; now < begin + 4 * 24 * hour; now += minute) {
          if (pauses.has(now)) {
            run = passed(run, now - 1);
            run = run.stand === 'running' ? haltRun(run, now, 'paused', clock) : resumeRun(run, now, clock);
          }
          const isRunning = run.stand === 'running';
          if (isRunning && walked >= hours * 48 * minute && walked < hours * hour) atRiskSince ??= now;
          if (isRunning && walked >= hours * hour) breachedAt ??= now;
          if (isRunning && clock.isRunning(now)) walked += minute;
        }
        const end = begin + 4 * 24 * hour;
        expect(runAt(run, end, clock).elapsedMs).toBe(walked);
        expect(passed(run, end - 1)).toMatchObject({ breachedAt, atRiskSince });
      }),
      { numRuns: 60 },
    );
  });
});
