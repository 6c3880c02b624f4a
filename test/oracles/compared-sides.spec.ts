import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparedSideOf } from '#measures/process/comparison-sides.js';
import { compareSides, type EdgeComparison } from '#measures/process/comparison.js';
import { naiveComparison } from './naive-comparison.js';
import { readXesLog, type LogEvent } from './process-log.js';
import { casesOf, splitAtRandom, traceOf } from './split-log.js';

/** Fails where the program's comparison is not that of the naive loops. Returns what the tests say. */
function expectNaive(sides: readonly [readonly LogEvent[], readonly LogEvent[]], rate: number): string[] {
  const [a, b] = sides.map((events) => comparedSideOf(casesOf(events).map(traceOf)));
  const found = new Map(
    compareSides(a!, b!, { falseDiscoveryRate: rate }).map((edge) => [JSON.stringify([edge.from, edge.to]), edge]),
  );
  const { edges, tests } = naiveComparison(sides, rate);
  expect([...found.keys()].sort()).toEqual(edges.map(({ edge }) => edge));
  for (const { edge, passages, cases, medians } of edges) {
    const compared = found.get(edge)!;
    expect([compared.a.count, compared.b.count]).toEqual(passages);
    expect([compared.a.cases, compared.b.cases]).toEqual(cases);
    for (const [i, { medianMs }] of [compared.a, compared.b].entries()) {
      if (medians[i] === undefined) expect(medianMs).toBeUndefined();
      else expect(medianMs! - medians[i]).toBeCloseTo(0, 6);
    }
  }
  const near = (actual: number, expected: number, relative: number) =>
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.max(1e-12, relative * expected));
  for (const { edge, kind, effect, p, q, differs } of tests) {
    const test = found.get(edge)![kind]!;
    expect('difference' in test ? test.difference : test.commonLanguage).toBeCloseTo(effect, 12);
    near(test.p, p, 1e-8);
    near(test.q, q, 1e-8);
    expect(differsIn(found.get(edge)!, kind)).toBe(differs);
  }
  // And nothing else was tested.
  const kinds = ['frequency', 'time'] as const;
  const untested = [...found.values()].flatMap((edge) => kinds.filter((kind) => edge[kind] === undefined));
  expect(untested).toHaveLength(2 * edges.length - tests.length);
  for (const edge of found.values()) {
    for (const kind of kinds) expect(differsIn(edge, kind) === 'too-few').toBe(edge[kind] === undefined);
  }
  return tests.map(({ differs }) => differs);
}

function differsIn(edge: EdgeComparison, kind: 'frequency' | 'time'): string {
  return kind === 'frequency' ? edge.frequencyDiffers : edge.timeDiffers;
}

describe('two sides of a log', () => {
  it.each([
    ['receipt', 40],
    ['helpdesk', 30],
  ] as const)('of %s, its earlier and its later cases, are compared as the naive loops compare them', (name, least) => {
    const cases = casesOf(readXesLog(name)).toSorted((one, other) => one[0]!.at - other[0]!.at);
    const half = Math.floor(cases.length / 2);
    const told = expectNaive([cases.slice(0, half).flat(), cases.slice(half).flat()], 0.1);
    expect(told.length).toBeGreaterThan(least);
    expect(new Set(told)).toEqual(new Set(['a-higher', 'b-higher', 'none-found']));
  });

  it('of receipt, a random third and the rest, are compared as the naive loops compare them', () => {
    const cases = casesOf(readXesLog('receipt'));
    for (const seed of [1, 2, 3]) {
      const [a, b] = splitAtRandom(cases, 478, seed);
      expect(expectNaive([a.flat(), b.flat()], 0.5).length).toBeGreaterThan(30);
    }
  });

  it('of any log are compared as the naive loops compare them', () => {
    const activity = fc.constantFrom('a', 'b', 'c', '__proto__', '');
    const steps = fc.array(fc.tuple(activity, fc.integer({ min: 0, max: 50 })), {
      minLength: 1,
      maxLength: 12,
      size: 'max',
    });
    const side = fc.array(steps, { minLength: 20, maxLength: 120, size: 'max' });
    const eventsOf = (cases: readonly (readonly (readonly [string, number])[])[], step: number): LogEvent[] =>
      cases.flatMap((list, i) =>
        list.map(([name, at]) => ({ case: `${i}`, activity: name, at: Math.floor(at / step) * step })),
      );
    let tests = 0;
    fc.assert(
      // Clocks of wide steps make nearly all times of an edge the same.
      fc.property(side, side, fc.constantFrom(1, 10, 50), fc.constantFrom(0.1, 0.5, 0.9), (a, b, step, rate) => {
        tests += expectNaive([eventsOf(a, step), eventsOf(b, step)], rate).length;
      }),
      { numRuns: 60 },
    );
    expect(tests).toBeGreaterThan(500);
  });
});
