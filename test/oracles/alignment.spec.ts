import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { align, type Alignment } from '#measures/process/alignment.js';
import {
  columnAfter,
  deviationOf,
  finalCost,
  firstColumn,
  nextSteps,
  prefixCost,
} from '#measures/process/live-deviation.js';
import { graphOf } from '#measures/process/model-graph.js';
import type { GraphModel, ProcessModel } from '#measures/process/process-model.js';
import {
  anyGraph,
  anySequence,
  anyTrace,
  asGraph,
  costOverRuns,
  costsByRounds,
  runsOf,
  shortestRun,
} from './naive-alignment.js';

function aligned(model: ProcessModel, trace: readonly string[]): Alignment {
  const alignment = align(graphOf(model), trace);
  if (alignment.tooLong) throw new Error('The alignment is too long.');
  return alignment;
}

const activitiesOf = (moves: Alignment['moves'], left: 'log' | 'model'): string[] =>
  moves.filter(({ kind }) => kind !== left).map(({ activity }) => activity);

/** How often each activity stands in a list, in any order. */
const tally = (activities: readonly string[]): string => JSON.stringify(activities.toSorted());

describe('an alignment', () => {
  it('costs what the best of all runs of the model costs', () => {
    fc.assert(
      fc.property(anyGraph(4), anyTrace(2), (model, trace) => {
        expect(aligned(model, trace).cost).toBe(costOverRuns(model, trace));
      }),
      { numRuns: 500 },
    );
  });

  it('costs what going through all moves again and again leaves', () => {
    fc.assert(
      fc.property(anyGraph(7), anyTrace(8), (model, trace) => {
        const { cost, worst } = aligned(model, trace);
        expect(cost).toBe(costsByRounds(model, trace).at(model.end));
        expect(worst).toBe(trace.length + shortestRun(model));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is made of moves that give the case on one side and a run of the model on the other', () => {
    fc.assert(
      fc.property(anyGraph(6), anyTrace(4), (model, trace) => {
        const { moves, cost } = aligned(model, trace);
        expect(activitiesOf(moves, 'model')).toEqual(trace);
        const run = activitiesOf(moves, 'log');
        expect(runsOf(model, run.length)).toContain(JSON.stringify(run));
        expect(moves.filter(({ kind }) => kind !== 'sync')).toHaveLength(cost);
      }),
      { numRuns: 500 },
    );
  });

  it('accounts for each move that is not in step, once', () => {
    fc.assert(
      fc.property(anyGraph(6), anyTrace(8), (model, trace) => {
        const { moves, skipped, extra, reordered, unknown } = aligned(model, trace);
        const of = (kind: string) => moves.filter((move) => move.kind === kind).map(({ activity }) => activity);
        expect(tally([...skipped, ...reordered])).toBe(tally(of('model')));
        expect(tally([...extra, ...reordered, ...unknown])).toBe(tally(of('log')));
        const inModel = new Set(model.nodes.map(({ activity }) => activity));
        expect(unknown).toEqual(trace.filter((activity) => !inModel.has(activity)));
        expect(skipped.filter((activity) => extra.includes(activity))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('with a sequence is the alignment with the graph of it, move by move', () => {
    fc.assert(
      fc.property(anySequence(7), anyTrace(9), (activities, trace) => {
        const ofSequence = aligned({ kind: 'sequence', activities }, trace);
        expect(ofSequence).toEqual(aligned(asGraph(activities), trace));
        expect(ofSequence.cost).toBe(costsByRounds(asGraph(activities), trace).at('done'));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a case that is followed event by event', () => {
  const anyModel: fc.Arbitrary<GraphModel> = fc.oneof(anyGraph(7), anySequence(6).map(asGraph));

  it('has at each event the cost of the alignment so far, and of the best way on', () => {
    fc.assert(
      fc.property(anyModel, anyTrace(8), (model, trace) => {
        const graph = graphOf(model);
        let column = firstColumn(graph);
        for (let seen = 0; seen <= trace.length; seen++) {
          const soFar = trace.slice(0, seen);
          expect(finalCost(column)).toBe(aligned(model, soFar).cost);
          expect(prefixCost(column)).toBe(costsByRounds(model, soFar).least);
          if (seen === trace.length) return;
          column = JSON.parse(JSON.stringify(columnAfter(graph, column, trace[seen]!))) as number[];
        }
      }),
      { numRuns: 500 },
    );
  });

  it('deviates exactly where its cost rises, and is told what would not have raised it', () => {
    fc.assert(
      fc.property(anyModel, anyTrace(6), (model, trace) => {
        const graph = graphOf(model);
        const inModel = new Set(model.nodes.map(({ activity }) => activity));
        const costOf = (events: readonly string[]) => costsByRounds(model, events).least;
        let column = firstColumn(graph);
        for (const [at, activity] of trace.entries()) {
          const before = trace.slice(0, at);
          const rises = costOf([...before, activity]) > costOf(before);
          const deviation = deviationOf(graph, column, activity);
          expect(deviation?.kind).toBe(rises ? (inModel.has(activity) ? 'out-of-order' : 'unknown') : undefined);
          const after = columnAfter(graph, column, activity);
          const expected = deviation?.expected ?? nextSteps(graph, after);
          const seen = deviation === undefined ? [...before, activity] : before;
          const possible = [...inModel].filter(
            (next) => next !== undefined && costOf([...seen, next]) === costOf(seen),
          );
          expect(new Set(expected.activities)).toEqual(new Set(possible));
          expect(expected.end).toBe(costsByRounds(model, seen).at(model.end) === costOf(seen));
          column = after;
        }
      }),
      { numRuns: 300 },
    );
  });
});
