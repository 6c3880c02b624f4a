import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orderByTime } from './time-order.js';

const entries = (time: fc.Arbitrary<number>) =>
  fc.array(fc.record({ time, value: fc.integer({ min: -2, max: 2 }) }), { maxLength: 200 });

/** Few instants, many, and those that are no words: far apart, and outside of time. */
const times = [
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
  fc.maxSafeInteger(),
  fc.constantFrom(-Infinity, 0.5, 0, 1, Infinity),
];

describe('the order by time', () => {
  it.each(times)('is that of a sort that compares times, then values, then places (%#)', (time) => {
    fc.assert(
      fc.property(entries(time), (all) => {
        const before = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
        const expected = all
          .map((entry, place) => ({ ...entry, place }))
          .sort((a, b) => before(a.time, b.time) || a.value - b.value || a.place - b.place)
          .map(({ place }) => place);
        const order = orderByTime(
          all.map((entry) => entry.time),
          all.map(({ value }) => value),
        );
        expect([...order]).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves entries of one instant as they stand where nothing else is told of them', () => {
    const stand = Array.from({ length: 100 }, (_, place) => place % 3);
    const expected = [0, 1, 2].flatMap((time) => [...stand.keys()].filter((place) => stand[place] === time));
    expect([...orderByTime(stand)]).toEqual(expected);
  });

  it('holds for as many entries as one cell may have', () => {
    const many = 200_000;
    const own = Array.from({ length: many }, (_, place) => 1.6e12 + ((place * 7_919) % 100_003) * 86_399_999);
    const order = orderByTime(own);
    expect(new Set(order).size).toBe(many);
    for (let i = 1; i < many; i++) {
      const [a, b] = [order[i - 1]!, order[i]!];
      if (!(own[a]! < own[b]! || (own[a] === own[b] && a < b))) throw new Error(`${a} stands before ${b}`);
    }
  });
});
