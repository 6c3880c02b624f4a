import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Pieces } from '#core/pieces.js';
import { caseStateOf } from '#measures/process/case-state.js';
import {
  compareCases,
  type ComparedCases,
  type DurationComparison,
  type ShareComparison,
} from '#measures/process/comparison-of-cases.js';
import { casesApart, comparedSideOf, edgeKey, type ComparedSide } from '#measures/process/comparison-sides.js';
import { compareSides, type EdgeComparison, type EdgeOfSide } from '#measures/process/comparison.js';
import type { InFamily, ShareTest, TimeTest } from '#measures/process/comparison-family.js';
import { reworkOf } from '#measures/process/activity-counts.js';
import { selectMap, type FlowGraph } from '#measures/process/map-selection.js';
import { caseDurationMs, type Trace } from '#measures/process/trace.js';
import type { ReadCase } from './case-log.js';
import type { SeenProcess } from './chosen-cases.js';
import { comparedActivities, comparedGraph, flowsInCases } from './compared-graph.js';
import type { ComparedCasesAnswer, ComparisonAnswer, FlowComparison } from './comparison-answers.js';
import { withOffPath } from './declared-answer.js';

/** What of a comparison is asked for. */
export interface Compared {
  readonly conditions: readonly string[];
  readonly cases: readonly ReadCase[];
}

/**
 * Two sets of cases of a process beside each other: flow by flow over those that a map of both shows, and as wholes.
 * Cases on both sides are left out of it, and counted. In few pieces, each of all cases.
 * @param flows how many flows are shown: the tests of all of these are one family
 * @throws LedgerError `not-found` where a side has no case of its own
 */
export function* comparisonOf(seen: SeenProcess, a: Compared, b: Compared, flows: number): Pieces<ComparisonAnswer> {
  const { a: ofA, b: ofB, both } = casesApart(keysOf(a), keysOf(b));
  const casesOfA = a.cases.filter(({ key }) => ofA.has(key));
  const casesOfB = b.cases.filter(({ key }) => ofB.has(key));
  for (const [{ conditions }, cases] of [
    [a, casesOfA],
    [b, casesOfB],
  ] as const)
    if (cases.length === 0) throw nothingToCompare(conditions, both.size);
  const [tracesOfA, tracesOfB] = [tracesOf(casesOfA), tracesOf(casesOfB)];
  yield;
  const sideA = comparedSideOf(tracesOfA);
  yield;
  const sideB = comparedSideOf(tracesOfB);
  yield;
  const activities = comparedActivities(tracesOfA, tracesOfB);
  yield;
  const graph = comparedGraph({ ...activities, flows: flowsInCases(sideA, sideB) }, { a: sideA.cases, b: sideB.cases });
  const shown = placesOnMap(graph, flows);
  yield;
  const place = ({ from, to }: EdgeComparison): number => shown.get(edgeKey(from, to))!;
  const compared = compareSides(only(sideA, shown), only(sideB, shown)).sort((x, y) => place(x) - place(y));
  yield;
  const wholes = compareCases(wholesOf(seen, casesOfA), wholesOf(seen, casesOfB));
  return {
    a: { conditions: a.conditions, cases: casesOfA.length },
    b: { conditions: b.conditions, cases: casesOfB.length },
    inBoth: both.size,
    ...withOffPath({ ...activities, flows: compared.map(flowAnswer) }, seen.definition),
    ofFlows: graph.flows.length,
    duration: durationAnswer(wholes.duration),
    open: shareAnswer(wholes.open),
    rework: shareAnswer(wholes.rework),
  };
}

function tracesOf(cases: readonly ReadCase[]): readonly Trace[] {
  return cases.map(({ one }) => one.trace);
}

function keysOf({ cases }: Compared): readonly string[] {
  return cases.map(({ key }) => key);
}

function nothingToCompare(conditions: readonly string[], both: number): LedgerError {
  const shared = both === 0 ? '' : ` ${both.toLocaleString('en')} cases are on both sides, and left out.`;
  return new LedgerError(
    'not-found',
    `No case is left to compare that meets: ${conditions.join('; ') || 'nothing'}.${shared}`,
    {
      hint: 'Choose two sets of cases that have few in common, as severity=high against severity=low.',
    },
  );
}

/** Those that a map of both sides shows, by their places on it. */
function placesOnMap(graph: FlowGraph, flows: number): ReadonlyMap<string, number> {
  const { arcs } = selectMap(graph, flows, limits.mapActivities);
  return new Map(arcs.flatMap((arc, place) => (arc.kind === 'flow' ? [[edgeKey(arc.from, arc.to), place]] : [])));
}

function only({ cases, edges }: ComparedSide, shown: ReadonlyMap<string, number>): ComparedSide {
  return { cases, edges: edges.filter(({ from, to }) => shown.has(edgeKey(from, to))) };
}

function wholesOf({ definition }: SeenProcess, cases: readonly ReadCase[]): ComparedCases {
  const states = cases.map(({ one }) => caseStateOf(one.trace, one.said, definition).state);
  const told = states.filter((state) => state !== 'undeclared').length;
  // What is open has no duration yet.
  const done = cases.filter((_one, i) => states[i] !== 'open');
  return {
    durationsMs: Float64Array.from(done, ({ one }) => caseDurationMs(one.trace)!),
    open: { successes: states.filter((state) => state === 'open').length, n: told },
    rework: { successes: cases.filter(({ one }) => reworkOf(one.trace) > 0).length, n: cases.length },
  };
}

const seconds = (ms: number): number => ms / 1000;

function flowAnswer(edge: EdgeComparison): FlowComparison {
  const { from, to, a, b, frequency, time, frequencyDiffers, timeDiffers } = edge;
  return {
    from,
    to,
    a: flowOfSide(a),
    b: flowOfSide(b),
    ...(frequency && { frequency: shareTest(frequency) }),
    ...(time && { time: timeTest(time) }),
    frequencyDiffers,
    timeDiffers,
  };
}

function flowOfSide({ count, cases, share, medianMs }: EdgeOfSide): FlowComparison['a'] {
  return {
    count,
    cases,
    ...(share === undefined ? {} : { share }),
    ...(medianMs === undefined ? {} : { median: seconds(medianMs) }),
  };
}

function shareTest({ difference, low, high, p, q }: InFamily<ShareTest>): NonNullable<FlowComparison['frequency']> {
  return { difference, ...(low === undefined ? {} : { low, high: high! }), p, q };
}

function timeTest({ commonLanguage, p, q }: InFamily<TimeTest>): NonNullable<FlowComparison['time']> {
  return { commonLanguage, p, q };
}

function durationAnswer({ a, b, test, differs }: DurationComparison): ComparedCasesAnswer['duration'] {
  const side = ({ cases, medianMs }: DurationComparison['a']) => ({
    cases,
    ...(medianMs === undefined ? {} : { median: seconds(medianMs) }),
  });
  return { a: side(a), b: side(b), ...(test && { test: timeTest(test) }), differs };
}

function shareAnswer({ a, b, test, differs }: ShareComparison): ComparedCasesAnswer['open'] {
  const side = ({ successes, n, share }: ShareComparison['a']) => ({
    cases: successes,
    of: n,
    ...(share === undefined ? {} : { share }),
  });
  return { a: side(a), b: side(b), ...(test && { test: shareTest(test) }), differs };
}
