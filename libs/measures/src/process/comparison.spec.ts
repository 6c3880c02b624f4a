import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js';
import type { ComparedSide } from './comparison-sides.js';
import { compareSides } from './comparison.js';

type Waits = readonly number[];

/** A side whose cases pass each of its edges at most once. */
function sideOf(
  cases: number,
  ...edges: readonly (readonly [from: string, to: string, waitsMs: Waits])[]
): ComparedSide {
  return {
    cases,
    edges: edges.map(([from, to, waitsMs]) => ({
      from,
      to,
      count: waitsMs.length,
      waitsMs: Float64Array.from(waitsMs),
    })),
  };
}

/** As many different waits, from `from` on. */
const waits = (n: number, from = 0): number[] => Array.from({ length: n }, (_, i) => from + i);

describe('two sides', () => {
  it('differ in how many of their cases take an edge', () => {
    const [edge] = compareSides(sideOf(100, ['a', 'b', waits(80)]), sideOf(200, ['a', 'b', waits(80)]));
    expect(edge).toMatchObject({
      from: 'a',
      to: 'b',
      a: { count: 80, cases: 80, share: 0.8, medianMs: 39.5 },
      b: { count: 80, cases: 80, share: 0.4, medianMs: 39.5 },
      frequencyDiffers: 'a-higher',
      timeDiffers: 'none-found',
    });
    expect(edge!.frequency!.difference).toBeCloseTo(0.4, 12);
    expect(edge!.frequency!.low).toBeCloseTo(0.4 - 1.959964 * Math.sqrt((0.8 * 0.2) / 100 + (0.4 * 0.6) / 200), 6);
    expect(edge!.time!.commonLanguage).toBe(0.5);
  });

  it('differ in how long their cases wait, whatever their medians do', () => {
    const [edge] = compareSides(sideOf(40, ['a', 'b', waits(40)]), sideOf(40, ['a', 'b', waits(40, 20)]));
    expect(edge).toMatchObject({ frequencyDiffers: 'none-found', timeDiffers: 'b-higher' });
    expect(edge!.time!.commonLanguage).toBe((20 * 19) / 2 / 1_600 + 0.5 * (20 / 1_600));
    // Of equal medians: a third of the one side waits longer.
    const long = [...waits(35).fill(10), ...waits(15).fill(99)];
    const [tied] = compareSides(sideOf(50, ['a', 'b', long]), sideOf(50, ['a', 'b', waits(50).fill(10)]));
    expect([tied!.a.medianMs, tied!.b.medianMs, tied!.timeDiffers]).toEqual([10, 10, 'a-higher']);
  });

  it('are compared by their cases: one that comes round a thousand times is one', () => {
    const restless = sideOf(100, ['a', 'b', waits(50)]);
    const [edge] = compareSides(
      { ...restless, edges: [{ ...restless.edges[0]!, count: 1_049 }] },
      sideOf(100, ['a', 'b', waits(50)]),
    );
    expect(edge).toMatchObject({ a: { count: 1_049, cases: 50, share: 0.5 }, b: { count: 50, cases: 50, share: 0.5 } });
    expect(edge).toMatchObject({ frequencyDiffers: 'none-found', timeDiffers: 'none-found' });
    expect(edge!.frequency!.difference).toBe(0);
  });

  it('are too few to tell below 30 cases, of the side for shares and of the edge for times', () => {
    const verdicts = (casesOfA: number, takersOfA: number) => {
      const [edge] = compareSides(
        sideOf(casesOfA, ['a', 'b', waits(takersOfA, 1_000)]),
        sideOf(500, ['a', 'b', waits(100)]),
      );
      expect(edge!.frequency === undefined).toBe(edge!.frequencyDiffers === 'too-few');
      expect(edge!.time === undefined).toBe(edge!.timeDiffers === 'too-few');
      return [edge!.frequencyDiffers, edge!.timeDiffers];
    };
    expect(verdicts(29, 29)).toEqual(['too-few', 'too-few']);
    expect(verdicts(30, 29)).toEqual(['a-higher', 'too-few']);
    expect(verdicts(30, 30)).toEqual(['a-higher', 'a-higher']);
  });

  it('are too few to tell by an edge that hardly any case takes, or hardly any does not', () => {
    const frequency = (casesOfA: number, takersOfA: number, casesOfB: number, takersOfB: number) =>
      compareSides(sideOf(casesOfA, ['a', 'b', waits(takersOfA)]), sideOf(casesOfB, ['a', 'b', waits(takersOfB)]))[0]!
        .frequencyDiffers;
    // z = 10, and yet it happens once in a hundred times that the only one is among the 30.
    expect(frequency(30, 1, 3_000, 0)).toBe('too-few');
    expect(frequency(3_000, 2_999, 30, 30)).toBe('too-few');
    // Five to be expected on each side are enough: all of ten on one side are a difference.
    expect(frequency(100, 9, 100, 0)).toBe('too-few');
    expect(frequency(100, 10, 100, 0)).toBe('a-higher');
    expect(frequency(100, 100, 100, 90)).toBe('a-higher');
    // That all take it is no rarity, and that none does neither.
    expect(frequency(100, 100, 50, 50)).toBe('none-found');
    expect(frequency(100, 0, 50, 0)).toBe('none-found');
  });

  it('are too few to tell by times that are nearly all the same', () => {
    const zeros = (n: number, others: number) => [...Array<number>(n - others).fill(0), ...waits(others, 1)];
    const time = (a: Waits, b: Waits) =>
      compareSides(sideOf(a.length, ['a', 'b', a]), sideOf(b.length, ['a', 'b', b]))[0]!.timeDiffers;
    expect(time(zeros(30, 2), zeros(3_000, 8))).toBe('too-few');
    expect(time(zeros(300, 30), zeros(300, 0))).toBe('a-higher');
    expect(time(zeros(300, 0), zeros(300, 0))).toBe('none-found');
  });

  it('mark under one false-discovery rate for all edges, shares and times together', () => {
    // p of about 0.03 by itself; the times are of one distribution.
    const digits = (n: number) => waits(n).map((wait) => wait % 10);
    const one = [sideOf(200, ['a', 'b', digits(70)]), sideOf(200, ['a', 'b', digits(50)])] as const;
    const [alone] = compareSides(...one, { casesMin: 100 });
    expect(alone).toMatchObject({ frequencyDiffers: 'a-higher', timeDiffers: 'too-few' });
    expect(alone!.frequency!.q).toBe(alone!.frequency!.p);
    const others = Array.from({ length: 9 }, (_, i) => ['x', `y${i}`, waits(90)] as const);
    const more = (side: ComparedSide) => ({ ...side, edges: [...side.edges, ...sideOf(200, ...others).edges] });
    const [amongOthers] = compareSides(more(one[0]), more(one[1]), { casesMin: 100 });
    expect(amongOthers!.frequency).toMatchObject({ p: alone!.frequency!.p, q: 10 * alone!.frequency!.p });
    expect(amongOthers!.frequencyDiffers).toBe('none-found');
    // With fewer cases asked for, the times of all edges are tested too: 20 tests.
    const [withTimes] = compareSides(more(one[0]), more(one[1]));
    expect(withTimes!.frequency!.q).toBeCloseTo(20 * alone!.frequency!.p, 12);
    expect(compareSides(more(one[0]), more(one[1]), { falseDiscoveryRate: 0.9 })[0]!.frequencyDiffers).toBe('a-higher');
  });

  it('tell no limits where nothing varies on either side, and none beyond −1 and 1', () => {
    const [allOrNone] = compareSides(sideOf(40, ['a', 'b', waits(40)]), sideOf(40));
    expect(allOrNone!.frequency).toEqual({
      difference: 1,
      z: expect.any(Number),
      p: expect.any(Number),
      q: expect.any(Number),
    });
    const [nearly] = compareSides(sideOf(40, ['a', 'b', waits(39)]), sideOf(40));
    expect(nearly!.frequency).toMatchObject({ difference: 0.975, high: 1 });
  });

  it('may lack an edge, or all cases', () => {
    const found = compareSides(sideOf(0), sideOf(40, ['a', 'b', waits(40)], ['b', 'a', []]));
    expect(found).toEqual([
      {
        from: 'a',
        to: 'b',
        a: { count: 0, cases: 0 },
        b: { count: 40, cases: 40, share: 1, medianMs: 19.5 },
        frequencyDiffers: 'too-few',
        timeDiffers: 'too-few',
      },
      {
        from: 'b',
        to: 'a',
        a: { count: 0, cases: 0 },
        b: { count: 0, cases: 0, share: 0 },
        frequencyDiffers: 'too-few',
        timeDiffers: 'too-few',
      },
    ]);
    expect(compareSides(sideOf(0), sideOf(0))).toEqual([]);
  });

  it('leave the order of the waits that are given as it is', () => {
    const side = sideOf(40, ['a', 'b', waits(40).toReversed()]);
    compareSides(side, side);
    expect([...side.edges[0]!.waitsMs]).toEqual(waits(40).toReversed());
  });

  it.each([
    ['an edge twice', sideOf(40, ['a', 'b', waits(3)], ['a', 'b', waits(3)]), {}],
    ['more waits than cases', sideOf(2, ['a', 'b', waits(3)]), {}],
    [
      'fewer passages than cases',
      { cases: 9, edges: [{ from: 'a', to: 'b', count: 1, waitsMs: new Float64Array(2) }] },
      {},
    ],
    ['a rate of 0', sideOf(40), { falseDiscoveryRate: 0 }],
    ['a rate of 1', sideOf(40), { falseDiscoveryRate: 1 }],
    ['no least number', sideOf(40), { casesMin: 0 }],
    ['a broken least number', sideOf(40), { casesMin: 2.5 }],
  ])('are not compared with %s', (_why, side, options) => {
    expect(() => compareSides(side, sideOf(40), options)).toThrow(RangeError);
    expect(() => compareSides(sideOf(40), side, options)).toThrow(RangeError);
  });
});

describe('any two sides', () => {
  const pair = fc.tuple(fc.constantFrom('a', 'ab', '__proto__'), fc.constantFrom('b', 'bc', ''));
  const edges = fc.uniqueArray(fc.tuple(pair, fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 })), {
    selector: ([[from, to]]) => `${from}|${to}`,
    maxLength: 6,
  });
  const side = edges.map((list) => sideOf(60, ...list.map(([[from, to], waitsMs]) => [from, to, waitsMs] as const)));

  it('say the opposite when they are swapped, in any order of their edges', () => {
    const opposite = {
      'a-higher': 'b-higher',
      'b-higher': 'a-higher',
      'none-found': 'none-found',
      'too-few': 'too-few',
    };
    fc.assert(
      fc.property(side, side, (a, b) => {
        const found = compareSides(a, b, { falseDiscoveryRate: 0.5, casesMin: 5 });
        const swapped = compareSides({ ...b, edges: b.edges.toReversed() }, a, {
          falseDiscoveryRate: 0.5,
          casesMin: 5,
        });
        expect(swapped).toHaveLength(found.length);
        for (const edge of found) {
          const other = swapped.find(({ from, to }) => from === edge.from && to === edge.to)!;
          expect([other.a, other.b]).toEqual([edge.b, edge.a]);
          expect(other.frequencyDiffers).toBe(opposite[edge.frequencyDiffers]);
          expect(other.timeDiffers).toBe(opposite[edge.timeDiffers]);
        }
      }),
    );
  });

  it('mark what has a q at or below the rate, q over all that was tested', () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const found = compareSides(a, b, { falseDiscoveryRate: 0.5, casesMin: 5 });
        const tests = found.flatMap(({ frequency, time }) => [frequency, time]).filter((test) => test !== undefined);
        expect(tests.map(({ q }) => q)).toEqual(benjaminiHochberg(tests.map(({ p }) => p)));
        const marked = found.flatMap(({ frequencyDiffers, timeDiffers }) => [frequencyDiffers, timeDiffers]);
        expect(marked.filter((told) => told.endsWith('-higher'))).toHaveLength(
          tests.filter(({ q, z }) => q <= 0.5 && z !== 0).length,
        );
      }),
    );
  });
});
