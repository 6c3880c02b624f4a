import type { LogEvent } from './process-log.js';

/** One test of an edge as the oracle works it out. */
export interface NaiveTest {
  readonly edge: string;
  readonly kind: 'frequency' | 'time';
  /** Of a against b: a share difference, or the chance that a waits longer. */
  readonly effect: number;
  readonly p: number;
  readonly q: number;
  readonly differs: string;
}

export interface NaiveEdge {
  readonly edge: string;
  readonly passages: readonly [number, number];
  readonly cases: readonly [number, number];
  readonly medians: readonly [number | undefined, number | undefined];
}

/**
 * Two sets of cases compared edge by edge, by the plainest loops that give it, sharing no code with the program: all pairs
 * are counted, the normal tail is integrated, q is its definition. Edges by `JSON.stringify([from, to])`, in text order.
 * @param sides of each the events of its cases
 */
export function naiveComparison(
  sides: readonly [readonly LogEvent[], readonly LogEvent[]],
  rate: number,
): { edges: NaiveEdge[]; tests: NaiveTest[] } {
  const [a, b] = [naiveSide(sides[0]), naiveSide(sides[1])];
  const edges: NaiveEdge[] = [];
  const tests: { edge: string; kind: 'frequency' | 'time'; effect: number; p: number }[] = [];
  for (const edge of [...new Set([...a.waits.keys(), ...b.waits.keys()])].sort()) {
    const [perCaseA, perCaseB] = [[...(a.waits.get(edge)?.values() ?? [])], [...(b.waits.get(edge)?.values() ?? [])]];
    const [timesA, timesB] = [perCaseA.map(mean), perCaseB.map(mean)];
    edges.push({
      edge,
      passages: [perCaseA.flat().length, perCaseB.flat().length],
      cases: [timesA.length, timesB.length],
      medians: [median(timesA), median(timesB)],
    });
    const [n, m] = [a.cases.length, b.cases.length];
    const taking = timesA.length + timesB.length;
    const expected = [taking, n + m - taking].flatMap((some) => [(some * n) / (n + m), (some * m) / (n + m)]);
    if (n >= 30 && m >= 30 && (taking === n + m || Math.min(...expected) >= 5)) {
      const share = taking / (n + m);
      const effect = timesA.length / n - timesB.length / m;
      const p = taking === n + m ? 1 : twoSided(effect / Math.sqrt(share * (1 - share) * (1 / n + 1 / m)));
      tests.push({ edge, kind: 'frequency', effect, p });
    }
    const least = Math.min(timesA.length, timesB.length);
    const others = taking - commonest([...timesA, ...timesB]);
    if (least >= 30 && (others === 0 || (others * least) / taking >= 5)) {
      tests.push({ edge, kind: 'time', ...naiveRanks(timesA, timesB) });
    }
  }
  return {
    edges,
    tests: tests.map((test) => {
      const q = Math.min(
        ...tests
          .filter(({ p }) => p >= test.p)
          .map(({ p }) => (tests.length * p) / tests.filter((other) => other.p <= p).length),
      );
      const even = test.kind === 'time' ? 0.5 : 0;
      return {
        ...test,
        q,
        differs: q > rate || test.effect === even ? 'none-found' : test.effect > even ? 'a-higher' : 'b-higher',
      };
    }),
  };
}

function naiveSide(events: readonly LogEvent[]) {
  const cases = [...new Set(events.map((event) => event.case))];
  const waits = new Map<string, Map<string, number[]>>();
  const last = new Map<string, LogEvent>();
  for (const event of events.toSorted((one, other) => one.at - other.at)) {
    const before = last.get(event.case);
    last.set(event.case, event);
    if (before === undefined) continue;
    const edge = JSON.stringify([before.activity, event.activity]);
    if (!waits.has(edge)) waits.set(edge, new Map());
    const ofEdge = waits.get(edge)!;
    ofEdge.set(event.case, [...(ofEdge.get(event.case) ?? []), event.at - before.at]);
  }
  return { cases, waits };
}

/** How often the value comes that comes most often. */
function commonest(values: readonly number[]): number {
  return Math.max(0, ...sizesOf(values).values());
}

function sizesOf(values: readonly number[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return sizes;
}

function naiveRanks(x: readonly number[], y: readonly number[]): { effect: number; p: number } {
  let u = 0;
  for (const one of x) for (const other of y) u += one > other ? 1 : one === other ? 0.5 : 0;
  const sizes = sizesOf([...x, ...y]);
  const n = x.length + y.length;
  let ties = 0;
  for (const t of sizes.values()) ties += t ** 3 - t;
  const effect = u / (x.length * y.length);
  if (sizes.size === 1) return { effect, p: 1 };
  const sigma = Math.sqrt(((x.length * y.length) / 12) * (n + 1 - ties / (n * (n - 1))));
  return { effect, p: twoSided(Math.max(0, Math.abs(u - (x.length * y.length) / 2) - 0.5) / sigma) };
}

/** Twice the tail of the normal density beyond |z|, by Simpson's rule. */
function twoSided(z: number): number {
  const [from, steps, width] = [Math.abs(z), 4_000, 12 / 4_000];
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((from + i * width) ** 2) / 2);
  }
  return (2 * sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  if (sorted.length === 0) return undefined;
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}
