import { describe, expect, it } from '@jest/globals';
import { columnAfter, deviationOf, finalCost, firstColumn, nextSteps, prefixCost } from './live-deviation.js';
import { graphOf } from './model-graph.js';

const graph = graphOf({
  kind: 'graph',
  nodes: [
    { id: 's' },
    { id: 'offer', activity: 'Offer' },
    { id: 'x' },
    { id: 'win', activity: 'Win' },
    { id: 'lose', activity: 'Lose' },
    { id: 'e' },
  ],
  edges: [
    ['s', 'offer'],
    ['offer', 'x'],
    ['x', 'offer'],
    ['x', 'win'],
    ['x', 'lose'],
    ['win', 'e'],
    ['lose', 'e'],
  ],
  start: 's',
  end: 'e',
});

const after = (...activities: string[]) =>
  activities.reduce((column, activity) => columnAfter(graph, column, activity), firstColumn(graph));

describe('an open case', () => {
  it('costs nothing while it keeps to the path, and what is missing when it ends', () => {
    const costs = [after(), after('Offer'), after('Offer', 'Offer', 'Win')].map((column) => ({
      soFar: prefixCost(column),
      ended: finalCost(column),
    }));
    expect(costs).toEqual([
      { soFar: 0, ended: 2 },
      { soFar: 0, ended: 1 },
      { soFar: 0, ended: 0 },
    ]);
  });

  it('is told what fits next', () => {
    expect(nextSteps(graph, after())).toEqual({ activities: ['Offer'], end: false });
    expect(nextSteps(graph, after('Offer'))).toEqual({ activities: ['Offer', 'Win', 'Lose'], end: false });
    expect(nextSteps(graph, after('Offer', 'Win'))).toEqual({ activities: [], end: true });
  });

  it('is told how an event does not fit', () => {
    const first = { activities: ['Offer'], end: false };
    expect(deviationOf(graph, after(), 'Call')).toEqual({ kind: 'unknown', expected: first });
    expect(deviationOf(graph, after(), 'Win')).toEqual({ kind: 'out-of-order', expected: first });
    expect(deviationOf(graph, after('Offer'), 'Win')).toBeUndefined();
  });

  it('after a skipped step may be at either side of it', () => {
    // Offer was skipped, or Win came too early: both cost 1 so far.
    expect(nextSteps(graph, after('Win'))).toEqual({ activities: ['Offer'], end: true });
  });

  it('does not go on with the costs of another model', () => {
    const other = firstColumn(graphOf({ kind: 'sequence', activities: ['Offer'] }));
    expect(() => columnAfter(graph, other, 'Offer')).toThrow('belongs to another model');
  });
});
