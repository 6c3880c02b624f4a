import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { casesApart, comparedSideOf, edgeKey } from './comparison-sides.js';
import { addStep, emptyTrace, type Trace } from './trace.js';

function traceOf(...steps: readonly (readonly [activity: string, completedAt: number])[]): Trace {
  const trace = emptyTrace();
  for (const [activity, completedAt] of steps) addStep(trace, activity, completedAt);
  return trace;
}

describe('a side', () => {
  it('has one value a case on each edge, the mean of its waits', () => {
    const side = comparedSideOf([
      traceOf(['a', 0], ['b', 10], ['a', 11], ['b', 41], ['a', 44]),
      traceOf(['a', 0], ['b', 6]),
      traceOf(['c', 0]),
      emptyTrace(),
    ]);
    expect(side).toEqual({
      cases: 4,
      edges: [
        { from: 'a', to: 'b', count: 3, waitsMs: Float64Array.of(20, 6) },
        { from: 'b', to: 'a', count: 2, waitsMs: Float64Array.of(2) },
      ],
    });
  });

  it('is none where there are no cases', () => {
    expect(comparedSideOf([])).toEqual({ cases: 0, edges: [] });
  });

  it('keeps edges apart whatever their activities are called', () => {
    const names = ['a', 'ab', 'b', 'bc', 'c', '', '1', '1 ', ' 1', '__proto__', 'constructor', '\u{1F600}'];
    const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));
    expect(new Set(pairs.map(([from, to]) => edgeKey(from, to))).size).toBe(pairs.length);
    const side = comparedSideOf(pairs.map(([from, to]) => traceOf([from, 0], [to, 5])));
    expect(side.edges.map(({ from, to }) => [from, to])).toEqual(pairs);
  });
});

describe('cases apart', () => {
  it('are those of one side only, and those of both', () => {
    expect(casesApart(['1', '2', '3', '3'], ['3', '4'])).toEqual({
      a: new Set(['1', '2']),
      b: new Set(['4']),
      both: new Set(['3']),
    });
  });

  it('are together all cases, each once', () => {
    const ids = fc.array(fc.constantFrom<string[]>('1', '2', '3', '4', '__proto__'));
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        const { a, b, both } = casesApart(one, other);
        expect([...a, ...b, ...both].toSorted()).toEqual([...new Set([...one, ...other])].toSorted());
        for (const id of both) expect(one.includes(id) && other.includes(id)).toBe(true);
        for (const id of a) expect(other).not.toContain(id);
        for (const id of b) expect(one).not.toContain(id);
      }),
    );
  });
});
