import { describe, expect, it } from '@jest/globals';
import { reworkOf } from '#measures/process/activity-counts.js';
import { compareCases, type ComparedCases } from '#measures/process/comparison-of-cases.js';
import { comparedSideOf } from '#measures/process/comparison-sides.js';
import { compareSides, type EdgeComparison } from '#measures/process/comparison.js';
import { caseDurationMs, type Trace } from '#measures/process/trace.js';
import { readXesLog, type LogEvent } from './process-log.js';
import { casesOf, splitAtRandom, traceOf } from './split-log.js';

const logs = ['receipt', 'helpdesk'] as const;
const splits = 200;

/**
 * Two sides drawn at random differ by chance alone, so that every mark is a false one, and the false-discovery rate is the
 * chance of any mark at all: at most 0.10 a split, if the promise is kept. The splits are independent of each other given
 * the log. Of 200 at 0.10, more than 30 have a mark with probability 0.0095 (binomial): below 1 in 100.
 */
const mostWithMark = 30;

/** `EDGE KIND: VERDICT` of every mark. */
function marksOf(edges: readonly EdgeComparison[]): string[] {
  return edges.flatMap(({ from, to, frequencyDiffers, timeDiffers }) =>
    [`frequency: ${frequencyDiffers}`, `time: ${timeDiffers}`]
      .filter((told) => told.endsWith('-higher'))
      .map((told) => `${from} → ${to} ${told}`),
  );
}

/** How many of the random splits of a log have a mark, one side of so many cases. */
function splitsWithMark(traces: readonly Trace[], size: number): number {
  let withMark = 0;
  for (let seed = 1; seed <= splits; seed++) {
    const [a, b] = splitAtRandom(traces, size, seed);
    if (marksOf(compareSides(comparedSideOf(a), comparedSideOf(b))).length > 0) withMark++;
  }
  return withMark;
}

describe.each(logs)('random sides of %s', (name) => {
  const traces = casesOf(readXesLog(name)).map(traceOf);

  it('have tests to be marked by', () => {
    const [a, b] = splitAtRandom(traces, traces.length >> 1, 1);
    const edges = compareSides(comparedSideOf(a), comparedSideOf(b));
    const kinds = ['frequency', 'time'] as const;
    const tested = kinds.map((kind) => edges.filter((edge) => edge[kind] !== undefined).length);
    expect(tested[0]).toBeGreaterThanOrEqual(20);
    expect(tested[1]).toBeGreaterThanOrEqual(12);
  });

  // Seen: 22, 18 and 15 for receipt, 15, 24 and 19 for helpdesk. Without `leastExpected` the small sides have marks in
  // half of all splits and more.
  it.each([
    ['halves', (n: number) => n >> 1],
    ['a tenth and the rest', (n: number) => Math.round(n / 10)],
    ['forty cases and the rest', () => 40],
  ] as const)(
    'are marked no more often than promised: %s',
    (_split, sizeOf) => {
      const withMark = splitsWithMark(traces, sizeOf(traces.length));
      expect(withMark).toBeLessThanOrEqual(mostWithMark);
      // A comparison that never marks anything would keep the promise too.
      expect(withMark).toBeGreaterThan(0);
    },
    60_000,
  );

  it('are marked no more often than promised in the figures of whole cases, a family by itself', () => {
    const sideOf = (side: readonly Trace[]): ComparedCases => ({
      durationsMs: Float64Array.from(side, (trace) => caseDurationMs(trace)!),
      open: { successes: 0, n: 0 },
      rework: { successes: side.filter((trace) => reworkOf(trace) > 0).length, n: side.length },
    });
    let withMark = 0;
    for (let seed = 1; seed <= splits; seed++) {
      const [a, b] = splitAtRandom(traces, traces.length >> 1, seed);
      const told = Object.values(compareCases(sideOf(a), sideOf(b))).map(({ differs }) => differs);
      if (told.some((each) => each.endsWith('-higher'))) withMark++;
    }
    // Seen: 21 for receipt, 18 for helpdesk.
    expect(withMark).toBeLessThanOrEqual(mostWithMark);
    expect(withMark).toBeGreaterThan(0);
  });
});

describe.each(logs)('a difference planted in one half of %s', (name) => {
  const cases = casesOf(readXesLog(name)).map((steps): readonly LogEvent[] => steps);
  const [from, to] = strongestEdge(cases);

  /** Twice the wait on the strongest edge; what comes later moves along. */
  const slowed = (steps: readonly LogEvent[]): LogEvent[] => {
    let later = 0;
    return steps.map((step, i) => {
      const before = steps[i - 1];
      if (before?.activity === from && step.activity === to) later += step.at - before.at;
      return { ...step, at: step.at + later };
    });
  };

  /** One case in ten takes a step more on the strongest edge. */
  const rerouted = (steps: readonly LogEvent[], at: number): LogEvent[] =>
    steps.flatMap((step, i) => {
      const before = steps[i - 1];
      const isWay = at % 10 === 0 && before?.activity === from && step.activity === to;
      return isWay ? [{ ...step, activity: 'planted', at: (before.at + step.at) / 2 }, step] : [step];
    });

  const planted = {
    slowed: [`${from} → ${to} time: a-higher`],
    rerouted: [`${from} → planted frequency: a-higher`, `planted → ${to} frequency: a-higher`],
  };

  it('is found: longer waits, and another way', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const [half, rest] = splitAtRandom(cases, cases.length >> 1, seed);
      const b = comparedSideOf(rest.map(traceOf));
      expect(marksOf(compareSides(comparedSideOf(half.map(slowed).map(traceOf)), b))).toEqual(
        expect.arrayContaining(planted.slowed),
      );
      expect(marksOf(compareSides(comparedSideOf(half.map(rerouted).map(traceOf)), b))).toEqual(
        expect.arrayContaining(planted.rerouted),
      );
    }
  }, 60_000);

  it('brings no more false marks among its marks than promised', () => {
    // What is planted touches these; a mark on any other edge is false.
    const touched = [`${from} → ${to} `, ...planted.rerouted.map((mark) => mark.replace('frequency: a-higher', ''))];
    let falseShares = 0;
    for (let seed = 1; seed <= splits; seed++) {
      const [half, rest] = splitAtRandom(cases, cases.length >> 1, seed);
      const a = comparedSideOf(half.map((steps, at) => traceOf(slowed(rerouted(steps, at)))));
      const marks = marksOf(compareSides(a, comparedSideOf(rest.map(traceOf))));
      const wrong = marks.filter((mark) => !touched.some((edge) => mark.startsWith(edge)));
      falseShares += wrong.length / Math.max(1, marks.length);
    }
    // Seen: 0.095 for receipt, 0.070 for helpdesk. The mean of 200 shares, each 0 to 1 and 0.10 to be expected at most, is above 0.10 + √(ln 100 / 400) = 0.207 with
    // a probability below 1 in 100 (Hoeffding 1963).
    expect(falseShares / splits).toBeLessThanOrEqual(0.1 + Math.sqrt(Math.log(100) / (2 * splits)));
  }, 60_000);
});

/** The pair of activities that most cases pass. */
function strongestEdge(cases: readonly (readonly LogEvent[])[]): readonly [string, string] {
  const { edges } = comparedSideOf(cases.map(traceOf));
  const { from, to } = edges.reduce((most, edge) => (edge.waitsMs.length > most.waitsMs.length ? edge : most));
  return [from, to];
}
