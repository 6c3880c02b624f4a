import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { businessClock } from '../calendar/business-time.js';
import { sayState, type SaidState } from './case-state.js';
import { stepsOfCase, wordOfEvent, type CaseStep } from './case-steps.js';
import { addStep, emptyTrace } from './trace.js';
import { addTransition, noUnfinishedWork, takeStart } from './unfinished-work.js';
import { sumsOfWaits, waitsOf, whomBehind, type DeclaredWaits } from './waits.js';

const hour = 3_600_000;
const declared: DeclaredWaits = {
  terminal: ['Close'],
  reopening: ['Reopen'],
  waiting: [
    { activity: 'Ask', whom: 'customer' },
    { activity: 'Order', whom: 'a supplier' },
    { activity: 'Order', whom: 'nobody' },
  ],
};
const done = (activity: string, at: number): CaseStep => ({ at, activity, lifecycle: 'complete' });
const begun = (activity: string, at: number): CaseStep => ({ at, activity, lifecycle: 'start' });

describe('waits of a case', () => {
  it('last from the completion of an activity to the next step, for whom is declared and else for us', () => {
    const steps = [
      done('Open', 0),
      done('Ask', 2),
      begun('Order', 5),
      done('Order', 6),
      done('Close', 9),
      done('File', 20),
    ];
    expect(waitsOf(steps, declared)).toEqual([
      { activity: 'Open', whom: 'us', from: 0, to: 2 },
      { activity: 'Ask', whom: 'customer', from: 2, to: 5 },
      // Of two that are declared for one activity the first counts; behind the end nobody is waited for.
      { activity: 'Order', whom: 'a supplier', from: 6, to: 9 },
    ]);
    expect(whomBehind('__proto__', declared)).toBe('us');
  });

  it('begin again with a reopening, and last where the case is open', () => {
    const steps = [done('Close', 0), done('File', 2), done('Reopen', 5)];
    expect(waitsOf(steps, declared)).toEqual([{ activity: 'Reopen', whom: 'us', from: 5, to: null }]);
    expect(waitsOf([done('Ask', 0)], { terminal: [] })).toEqual([]);
    expect(waitsOf([done('Ask', 0), { at: 4, activity: '', lifecycle: '', says: 'ended' }], declared)).toEqual([
      { activity: 'Ask', whom: 'customer', from: 0, to: 4 },
    ]);
  });

  it('are none where the next work begins at once, however the two lie at that instant', () => {
    for (const steps of [
      [begun('Work', 0), begun('Ask', 3), done('Work', 3), done('Ask', 8)],
      [begun('Work', 0), done('Work', 3), begun('Ask', 3), done('Ask', 8)],
    ])
      expect(
        sumsOfWaits(waitsOf(steps, declared), 10).filter(({ activity, wallMs }) => activity === 'Work' && wallMs > 0),
      ).toEqual([]);
    // What begins and ends at once is no work that goes on.
    expect(waitsOf([begun('Ask', 3), done('Ask', 3), done('Close', 9)], declared)).toEqual([
      { activity: 'Ask', whom: 'customer', from: 3, to: 9 },
    ]);
  });

  it('add up by activity and whom, by the clock on the wall and by a calendar', () => {
    const clock = businessClock({ zone: 'UTC', hours: [{ weekday: 4, open: '08:00', close: '12:00' }], holidays: [] });
    // 1 January 1970 was a Thursday.
    const steps = [done('Ask', 7 * hour), done('Work', 9 * hour), done('Ask', 10 * hour)];
    const sums = sumsOfWaits(waitsOf(steps, declared), 30 * hour, clock);
    expect(sums).toEqual([
      { activity: 'Ask', whom: 'customer', waits: 1, lasting: 1, wallMs: 22 * hour, clockMs: 3 * hour },
      { activity: 'Work', whom: 'us', waits: 1, lasting: 0, wallMs: hour, clockMs: hour },
    ]);
    expect(sumsOfWaits(waitsOf(steps, declared), 30 * hour).map(({ clockMs }) => clockMs)).toEqual([null, null]);
    // What is asked for before what lasts has begun.
    expect(sumsOfWaits([{ activity: 'Ask', whom: 'us', from: 5, to: null }], 0)[0]).toMatchObject({ wallMs: 0 });
  });
});

describe('a case that is known as a whole', () => {
  const event = fc.record({
    at: fc.integer({ min: 0, max: 12 }),
    activity: fc.constantFrom('Open', 'Ask', 'Order', 'Close', 'Reopen'),
    lifecycle: fc.constantFrom('complete', 'complete', 'complete', 'start', 'withdraw'),
    type: fc.constantFrom('ActivityRecorded', 'ActivityRecorded', 'ActivityRecorded', 'CaseResolved', 'CaseReopened'),
  });

  it('has the waits of its facts, where no two of them are of one instant', () => {
    const histories = fc.uniqueArray(event, { maxLength: 10, selector: ({ at }) => at });
    fc.assert(
      fc.property(histories, (drawn) => {
        const facts = drawn.toSorted((a, b) => a.at - b.at);
        const [trace, work] = [emptyTrace(), noUnfinishedWork()];
        const said: SaidState[] = [];
        const steps = facts.map(({ at, activity, lifecycle, type }): CaseStep => {
          sayState(said, { type, occurredAt: at, data: {} });
          if (lifecycle === 'complete') addStep(trace, activity, at, takeStart(work, activity));
          else addTransition(work, activity, lifecycle, at);
          const says = wordOfEvent({ type, data: {} });
          return { at, activity, lifecycle, ...(says === undefined ? {} : { says }) };
        });
        expect(waitsOf(stepsOfCase({ trace, work, said }), declared)).toEqual(waitsOf(steps, declared));
      }),
      { numRuns: 500 },
    );
  });
});
