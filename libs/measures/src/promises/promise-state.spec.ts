import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endOfDay } from '#core/time.js';
import { daysLate, outcomeOf, tallyPromises } from './promise-outcome.js';
import {
  evidences,
  promiseAt,
  promiseDeadline,
  promiseKept,
  promiseMade,
  promiseNotKept,
  promiseRenegotiated,
  unmadePromise,
  type PromiseState,
  type PromiseTerms,
} from './promise-state.js';

const due = endOfDay('2024-03-31', 'Europe/Berlin');
const hour = 3_600_000;
const day = 24 * hour;

function made(given: Partial<PromiseTerms> = {}): PromiseState {
  return promiseMade(unmadePromise(), { at: due - 10 * day, by: 'ours', dueAt: due, confirmBy: 'connector', ...given });
}

describe('a promise', () => {
  it('is open through its due day, and the deadline is the first instant after it', () => {
    const promise = made();
    expect(new Date(due).toISOString()).toBe('2024-03-31T21:59:59.999Z');
    expect(promiseDeadline(promise)).toBe(due + 1);
    expect(promiseDeadline(promise, hour)).toBe(due + 1 + hour);
    expect(promiseAt(promise, due, true)).toBe(promise);
    expect(promise.status).toBe('open');
  });

  it('is broken when its connector was healthy and saw nothing, otherwise unconfirmed', () => {
    expect(promiseAt(made(), due + 1, true)).toMatchObject({ status: 'broken', evidence: 'connector' });
    expect(promiseAt(made(), due + 1, false)).toMatchObject({ status: 'unconfirmed', evidence: null });
    expect(promiseAt(made({ confirmBy: 'customer' }), due + 1, true).status).toBe('unconfirmed');
    expect(promiseAt(made({ confirmBy: 'actor' }), due + 1, true).status).toBe('unconfirmed');
    expect(promiseDeadline(promiseAt(made(), due + 1, true))).toBeNull();
  });

  it('is kept at the due time and kept late after it', () => {
    expect(promiseKept(made(), due, 'connector')).toMatchObject({ status: 'kept', keptAt: due });
    const late = promiseKept(made(), due + 1, 'connector');
    expect(late.status).toBe('kept-late');
    expect(promiseKept(promiseAt(made(), due + 1, true), due + day, 'actor')).toMatchObject({
      status: 'kept-late',
      keptBy: 'actor',
      evidence: 'connector',
    });
    expect(promiseKept(made(), due + day, 'actor')).toMatchObject({ status: 'kept-late', evidence: 'actor' });
    expect(promiseAt(promiseKept(made(), due, 'actor'), due + day, true).status).toBe('kept');
  });

  it('is judged by its new due time when that was agreed in time, and broken when it was not', () => {
    const moved = promiseRenegotiated(made(), due, due + 5 * day);
    expect(moved).toMatchObject({ status: 'renegotiated', dueAt: due + 5 * day, renegotiations: 1 });
    expect(promiseDeadline(moved)).toBe(due + 5 * day + 1);
    expect(promiseKept(moved, due + 2 * day, 'customer').status).toBe('kept');
    expect(promiseRenegotiated(made(), due + 1, due + 5 * day)).toMatchObject({ status: 'broken', dueAt: due });
    const asked = promiseAt(made(), due + 1, false);
    expect(promiseRenegotiated(asked, due + day, due + 5 * day)).toMatchObject({ status: 'broken', evidence: 'actor' });
    const done = promiseKept(made(), due, 'actor');
    expect(promiseRenegotiated(done, due, due + day)).toBe(done);
  });

  it('that was due before it was made is a question, and void in the rate whatever the answer', () => {
    const promise = made({ at: due + hour });
    expect(promiseDeadline(promise)).toBe(due + 1);
    const asked = promiseAt(promise, due + hour, true);
    expect(asked).toMatchObject({ status: 'unconfirmed', dueBeforeMade: true });
    expect(outcomeOf(asked)).toEqual({ outcome: 'void' });
    expect(outcomeOf(promiseKept(asked, due + day, 'connector'))).toEqual({ outcome: 'void' });
    const moved = promiseRenegotiated(asked, due + day, due + 5 * day);
    expect(moved).toMatchObject({ status: 'renegotiated', dueBeforeMade: false });
    expect(outcomeOf(promiseKept(moved, due + 5 * day, 'connector'))).toEqual({
      outcome: 'kept',
      evidence: 'observed',
    });
    expect(promiseRenegotiated(made(), due, due - 1).dueBeforeMade).toBe(true);
  });

  it('that is kept twice is kept on the stronger word, else on the first', () => {
    const said = promiseKept(made(), due - day, 'actor');
    expect(promiseKept(said, due, 'actor')).toBe(said);
    expect(promiseKept(said, due + day, 'customer')).toMatchObject({ status: 'kept-late', evidence: 'customer' });
    const seen = promiseKept(made(), due - day, 'connector');
    expect(promiseKept(seen, due + day, 'customer')).toBe(seen);
  });

  it('that was kept before it was made is kept', () => {
    const early = promiseKept(unmadePromise(), due - 11 * day, 'connector');
    expect(early.status).toBe('unmade');
    expect(outcomeOf(early)).toEqual({ outcome: 'void' });
    const terms = { at: due - 10 * day, by: 'ours', dueAt: due, confirmBy: 'connector' } as const;
    expect(promiseMade(early, terms)).toMatchObject({ status: 'kept', keptAt: due - 11 * day });
    expect(promiseRenegotiated(unmadePromise(), due, due + 1)).toEqual(unmadePromise());
  });

  it('is broken when somebody says after its due time that it was not kept, on the strongest word', () => {
    const asked = promiseAt(made({ confirmBy: 'actor' }), due + 1, false);
    const ownWord = promiseNotKept(asked, due + 1, 'actor');
    expect(ownWord).toMatchObject({ status: 'broken', evidence: 'actor', keptAt: null });
    expect(promiseNotKept(ownWord, due + 2, 'actor')).toBe(ownWord);
    expect(promiseNotKept(ownWord, due + 2, 'customer')).toMatchObject({ status: 'broken', evidence: 'customer' });
    // What is observed goes further than what anybody says of it.
    const observed = promiseAt(made(), due + 1, true);
    expect(promiseNotKept(observed, due + 2, 'customer')).toBe(observed);
    // Within the grace of its connector it is open still, and past due.
    expect(promiseNotKept(made(), due + 1, 'customer')).toMatchObject({ status: 'broken', evidence: 'customer' });
    expect(promiseDeadline(ownWord)).toBeNull();
    expect(promiseRenegotiated(ownWord, due + day, due + 5 * day)).toBe(ownWord);
  });

  it('is kept late after it was said not to be, and not broken before it is due or where it is kept', () => {
    const asked = promiseAt(made({ confirmBy: 'actor' }), due + 1, false);
    expect(promiseKept(promiseNotKept(asked, due + 1, 'customer'), due + day, 'actor')).toMatchObject({
      status: 'kept-late',
      keptAt: due + day,
      keptBy: 'actor',
      evidence: 'customer',
    });
    const moved = promiseRenegotiated(made(), due, due + 5 * day);
    for (const [untouched, at] of [
      [made(), due],
      [moved, due + 5 * day],
      [promiseKept(made(), due, 'actor'), due + day],
      [promiseKept(asked, due + day, 'actor'), due + 2 * day],
      [unmadePromise(), due],
    ] as const)
      expect(promiseNotKept(untouched, at, 'customer')).toBe(untouched);
    expect(promiseNotKept(moved, due + 5 * day + 1, 'actor').status).toBe('broken');
    const before = promiseAt(made({ at: due + hour }), due + hour, true);
    expect(outcomeOf(promiseNotKept(before, due + day, 'actor'))).toEqual({ outcome: 'void' });
  });

  it('has one state after any steps, waits only while open, and enters the rate once', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('made' as const),
        at: fc.nat(20),
        dueAt: fc.nat(20),
        confirmBy: fc.constantFrom(...evidences),
      }),
      fc.record({ kind: fc.constant('kept' as const), at: fc.nat(20), evidence: fc.constantFrom(...evidences) }),
      fc.record({ kind: fc.constant('not kept' as const), at: fc.nat(20), evidence: fc.constantFrom(...evidences) }),
      fc.record({ kind: fc.constant('moved' as const), at: fc.nat(20), dueAt: fc.nat(20) }),
      fc.record({ kind: fc.constant('time' as const), at: fc.nat(20), up: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (drawn) => {
        let promise = unmadePromise();
        for (const one of drawn.toSorted((a, b) => a.at - b.at)) {
          const before = promise;
          if (one.kind === 'made') promise = promiseMade(promise, { ...one, by: 'ours' });
          else if (one.kind === 'kept') promise = promiseKept(promise, one.at, one.evidence);
          else if (one.kind === 'not kept') promise = promiseNotKept(promise, one.at, one.evidence);
          else if (one.kind === 'moved') promise = promiseRenegotiated(promise, one.at, one.dueAt);
          else promise = promiseAt(promise, one.at, one.up);
          // What is broken is never kept in time afterwards, unless it had been kept early on a weaker word.
          if (before.status === 'broken') expect(['broken', 'kept-late']).toContain(promise.status);
        }
        expect(JSON.parse(JSON.stringify(promise))).toEqual(promise);
        expect(promiseDeadline(promise) === null).toBe(promise.status !== 'open' && promise.status !== 'renegotiated');
        const { byEvidence, ...outside } = tallyPromises([promise]);
        const inside = Object.values(byEvidence).flatMap(({ kept, broken }) => [kept, broken]);
        expect([...inside, ...Object.values(outside)].reduce((sum, n) => sum + n, 0)).toBe(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the tally of promises', () => {
  it('keeps the three sources apart and what is not known outside', () => {
    const tally = tallyPromises([
      promiseKept(made(), due, 'connector'),
      promiseKept(made(), due + 1, 'connector'),
      promiseAt(made(), due + 1, true),
      promiseKept(made(), due, 'customer'),
      promiseKept(made(), due, 'actor'),
      promiseNotKept(promiseAt(made(), due + 1, false), due + 1, 'customer'),
      promiseNotKept(promiseAt(made(), due + 1, false), due + 1, 'actor'),
      promiseNotKept(promiseAt(made(), due + 1, false), due + 1, 'actor'),
      promiseAt(made(), due + 1, false),
      made(),
      promiseRenegotiated(made(), due, due + 1),
      unmadePromise(),
    ]);
    expect(tally).toEqual({
      byEvidence: {
        'observed': { kept: 1, broken: 2 },
        'customer-confirmed': { kept: 1, broken: 1 },
        'self-reported': { kept: 1, broken: 2 },
      },
      unconfirmed: 1,
      open: 2,
      void: 1,
    });
  });

  it('says how many local days late', () => {
    const zone = 'Europe/Berlin';
    expect(daysLate(promiseKept(made(), due + 1, 'actor'), due + 9 * day, zone)).toBe(1);
    expect(daysLate(promiseKept(made({ dueAt: due - 5 * hour }), due, 'actor'), due, zone)).toBe(0);
    expect(daysLate(promiseAt(made(), due + 1, true), due + 3 * day, zone)).toBe(3);
    expect(daysLate(made(), due + 3 * day, zone)).toBeUndefined();
    expect(daysLate(unmadePromise(), due, zone)).toBeUndefined();
  });
});
