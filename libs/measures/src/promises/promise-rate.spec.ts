import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endOfDay } from '#core/time.js';
import { incompleteBeta } from '../statistics/incomplete-beta.js';
import { tallyPromises } from './promise-outcome.js';
import { promiseRate, promiseRates } from './promise-rate.js';
import { promiseAt, promiseKept, promiseMade, promiseRenegotiated, unmadePromise } from './promise-state.js';
import { evidences, type PromiseState } from './promise-state.js';
import { contributionOf, latenessMs, tallyOfCells, timeLeftMs } from './promise-totals.js';

const due = endOfDay('2024-03-31', 'UTC');
const day = 86_400_000;

function made(confirmBy: PromiseState['confirmBy'] = 'connector', dueAt = due): PromiseState {
  return promiseMade(unmadePromise(), { at: due - 9 * day, by: 'ours', dueAt, confirmBy: confirmBy! });
}

describe('the rate of promises', () => {
  it('has 2.5 % of the belief beyond each limit', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (kept, broken) => {
        const { low, high } = promiseRate({ kept, broken })!;
        expect(incompleteBeta(low, kept + 1, broken + 1)).toBeCloseTo(0.025, 10);
        expect(incompleteBeta(high, kept + 1, broken + 1)).toBeCloseTo(0.975, 10);
      }),
    );
  });

  it('is kept apart by how we know, and leaves out what nobody confirmed', () => {
    const tally = tallyPromises([
      promiseKept(made(), due, 'connector'),
      promiseAt(made(), due + 1, true),
      promiseKept(made(), due, 'actor'),
      promiseAt(made(), due + 1, false),
    ]);
    const rates = promiseRates(tally);
    expect(rates['observed']).toEqual(promiseRate({ kept: 1, broken: 1 }));
    expect(rates['self-reported']).toMatchObject({ kept: 1, broken: 0, rate: 1 });
    expect([rates['customer-confirmed']!.rate, tally.unconfirmed]).toEqual([undefined, 1]);
  });

  it('is not known while none came due, and not there without a count', () => {
    expect(promiseRate({ kept: 0, broken: 0 })).toMatchObject({ rate: undefined, posteriorMean: 0.5 });
    for (const odd of [-1, 0.5, Number.NaN, Infinity]) expect(promiseRate({ kept: odd, broken: 1 })).toBeUndefined();
  });
});

describe('the totals of promises', () => {
  it('put each into the cell of its side, of its evidence and of its month', () => {
    const late = promiseKept(made(), due + 5, 'customer');
    expect(contributionOf(late, 'UTC')).toEqual({
      at: ['ours', 'customer-confirmed', '2024-03'],
      add: { promises: 1, broken: 1 },
      values: { lateMs: [5] },
    });
    expect(contributionOf(late, 'Asia/Tokyo').at).toEqual(['ours', 'customer-confirmed', '2024-04']);
    // Not yet known: how it is to become known.
    expect(contributionOf(promiseRenegotiated(made('customer'), due, due + day), 'UTC')).toEqual({
      at: ['ours', 'customer-confirmed', '2024-04'],
      add: { promises: 1, open: 1, renegotiated: 1 },
    });
    expect(contributionOf(promiseAt(made('actor'), due + 1, true), 'UTC')).toEqual({
      at: ['ours', 'self-reported', '2024-03'],
      add: { promises: 1, unconfirmed: 1 },
    });
    expect(contributionOf(promiseAt(made(), due + 1, true), 'UTC').values).toBeUndefined();
    const before = promiseKept(made('connector', due - 20 * day), due, 'connector');
    expect(contributionOf(before, 'UTC')).toEqual({
      at: ['ours', 'observed', '2024-03'],
      add: { promises: 1, void: 1 },
    });
    expect(contributionOf(unmadePromise(), 'UTC')).toEqual({ at: ['unmade'], add: { promises: 1 } });
  });

  it('give the tally of the promises again', () => {
    const drawn = fc.record({
      by: fc.constantFrom('ours' as const, 'customer' as const),
      dueAt: fc.nat(400).map((n) => due + n * day),
      confirmBy: fc.constantFrom(...evidences),
      keptAfter: fc.option(fc.nat(500)),
      keptBy: fc.constantFrom(...evidences),
      up: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 30 }), (list) => {
        const promises = list.map(({ by, dueAt, confirmBy, keptAfter, keptBy, up }) => {
          const open = promiseMade(unmadePromise(), { at: due, by, dueAt, confirmBy });
          const kept = keptAfter === null ? open : promiseKept(open, due + keptAfter * day, keptBy);
          return promiseAt(kept, due + 200 * day, up);
        });
        const cells = promises
          .map((promise) => contributionOf(promise, 'UTC'))
          .map(({ at, add }) => ({ at, sums: add }));
        const others = [
          { at: ['unmade'], sums: { promises: 3 } },
          { at: ['ours', 'hearsay', '2024-05'], sums: { kept: 1 } },
        ];
        for (const by of ['ours', 'customer'] as const) {
          const ofSide = promises.filter((promise) => promise.by === by);
          expect(tallyOfCells([...cells, ...others], { by })).toEqual(tallyPromises(ofSide));
          const inTime = ofSide.filter(({ dueAt }) => new Date(dueAt!).toISOString().slice(0, 4) === '2024');
          expect(tallyOfCells(cells, { by, from: '2024-01', to: '2024-12' })).toEqual(tallyPromises(inTime));
        }
      }),
    );
  });

  it('say how late, and how much time is left', () => {
    expect(latenessMs(promiseKept(made(), due + 7, 'actor'))).toBe(7);
    expect(latenessMs(promiseAt(made(), due + 1, true))).toBeUndefined();
    expect(latenessMs(promiseAt(made(), due + 1, true), due + 9)).toBe(9);
    expect(latenessMs(promiseKept(made(), due, 'actor'), due + 9)).toBeUndefined();
    expect(latenessMs(unmadePromise(), due)).toBeUndefined();
    expect(timeLeftMs(made(), due - 3)).toBe(3);
    expect(timeLeftMs(promiseKept(made(), due, 'actor'), due)).toBeUndefined();
  });
});
