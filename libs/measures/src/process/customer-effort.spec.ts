import { describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { stepsCase, toldCase } from './case-testing.js';
import { effortSummaryOf } from './customer-effort-summary.js';
import { customerEffortOf, effortTermsOf, type CustomerEffort } from './customer-effort.js';
import type { ProcessCase } from './process-case.js';

const terms = effortTermsOf({
  terminal: ['z'],
  reopening: ['r'],
  waiting: [
    { activity: 'q', whom: 'customer' },
    { activity: 's', whom: 'supplier' },
    { activity: 'u', whom: 'us' },
  ],
});
const effort = (one: ProcessCase, at = 100, handovers?: number): CustomerEffort =>
  customerEffortOf(one, terms, at, handovers)!;

describe('what a case cost the customer', () => {
  it('is the time that it waited, but for when it waited for them', () => {
    expect(effort(stepsCase('a0 q10 b30 s32 z45'), 100, 4)).toEqual({
      state: 'ended',
      steps: 5,
      rework: 0,
      reopenings: 0,
      handovers: 4,
      waitMs: 25,
      longestWaitMs: 13,
      waitForOthersMs: 13,
      waitForCustomerMs: 20,
      toEndMs: 45,
      knownMs: 45,
    });
  });

  it('grows while it is open, and not where nothing says that it is', () => {
    expect(effort(stepsCase('a0 b10'))).toMatchObject({ state: 'open', waitMs: 100, longestWaitMs: 90, knownMs: 100 });
    expect(effort(stepsCase('a0 q10'))).toMatchObject({ waitMs: 10, waitForCustomerMs: 90, toEndMs: undefined });
    const undeclared = customerEffortOf(stepsCase('a0 b10'), effortTermsOf({ terminal: [] }), 100);
    expect(undeclared).toMatchObject({ state: 'undeclared', waitMs: 10, knownMs: 10, toEndMs: undefined });
  });

  it('counts steps that were taken again, and reopenings of either kind', () => {
    const found = effort(stepsCase('a0 b5 a6 z10 r20 z22 b30'));
    // Between the end and the reopening nobody waits, and neither after the end.
    expect(found).toMatchObject({ rework: 3, reopenings: 1, waitMs: 12, longestWaitMs: 5, toEndMs: 22 });
    const said = toldCase([
      { at: 0, activity: 'a', says: 'opened' },
      { at: 4, activity: 'z' },
      { at: 9, activity: 'b', says: 'reopened' },
      { at: 12, says: 'resolved' },
    ]);
    expect(effort(said)).toMatchObject({ reopenings: 1, waitMs: 7, toEndMs: 12, state: 'ended' });
  });

  it('begins when the first work on it did', () => {
    const one = toldCase([
      { at: 10, activity: 'a', start: 4 },
      { at: 12, activity: 'z' },
    ]);
    expect(effort(one)).toMatchObject({ waitMs: 8, longestWaitMs: 6, toEndMs: 8 });
    expect(customerEffortOf(one, terms, 3)).toBeUndefined();
    expect(effort(one, 11)).toMatchObject({ state: 'open', steps: 1, waitMs: 7, toEndMs: undefined });
    expect(effort(stepsCase('z5'))).toMatchObject({ waitMs: 0, longestWaitMs: 0, toEndMs: 0 });
  });

  it('is refused where one activity waits for two', () => {
    const waiting = ['us', 'customer'].map((whom) => ({ activity: '__proto__', whom }));
    expect(() => effortTermsOf({ terminal: [], waiting })).toThrow(LedgerError);
  });
});

describe('what the cases of a process cost the customer', () => {
  it('is told of ended and of open ones apart', () => {
    const efforts = [
      effort(stepsCase('a0 b2000 a3000 z4000'), 9000, 1),
      effort(stepsCase('a0 z2000'), 9000, 3),
      effort(stepsCase('a6000 q8000'), 9000),
    ];
    const { byState, toEnd, medianToEnd } = effortSummaryOf(efforts);
    expect(byState.ended).toMatchObject({
      cases: 2,
      steps: { n: 2, sum: 6, mean: 3, median: 3, p90: 3.8, max: 4 },
      handovers: { n: 2, sum: 4 },
      withRework: { count: 1, of: 2, share: 0.5 },
      reopened: { count: 0, of: 2, share: 0 },
      wait: { n: 2, median: 3 },
      longestWait: { max: 2 },
    });
    expect(byState.open).toMatchObject({
      cases: 1,
      handovers: { n: 0 },
      wait: { sum: 2 },
      waitForCustomer: { sum: 1 },
    });
    expect(byState.undeclared).toMatchObject({ cases: 0, steps: { n: 0, median: 0 }, withRework: { count: 0, of: 0 } });
    // The open one counts for 3 s: a third had ended by 2 s, and half not before 4 s.
    expect(toEnd).toMatchObject({ n: 2, median: 3 });
    expect(medianToEnd).toBe(4);
    expect(effortSummaryOf([]).medianToEnd).toBeUndefined();
  });
});
