import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { checkedModel, violationsOfModel, type GraphModel } from './process-model.js';

/** A model of edges written as `from>to`; nodes in capitals have an activity. */
function graph(edges: string, more: Partial<GraphModel> = {}): GraphModel {
  const pairs = edges.split(' ').map((edge) => edge.split('>') as [string, string]);
  const ids = [...new Set(pairs.flat())];
  return {
    kind: 'graph',
    nodes: ids.map((id) => (id === id.toUpperCase() ? { id, activity: `do ${id}` } : { id })),
    edges: pairs,
    start: 's',
    end: 'e',
    ...more,
  };
}

const problems = (model: unknown): string[] =>
  violationsOfModel(model).map(({ field, message }) => `${field} ${message}`);
const line = 'must be one line of 1 to 200 characters';

describe('a model', () => {
  it.each([
    ['a sequence', { kind: 'sequence', activities: ['a', 'b', 'a', '__proto__'] }],
    ['a graph with branches and loops', graph('s>A A>x x>B x>C B>y C>y y>x y>y y>e e>A')],
    ['a single node', graph('A>A', { start: 'A', end: 'A' })],
  ])('can be %s', (_what, model) => {
    expect(problems(model)).toEqual([]);
    expect(checkedModel(model)).toEqual(model);
  });

  it('is given without what it does not say', () => {
    const more = { ...graph('s>A A>e'), note: 1, nodes: graph('s>A A>e').nodes.map((node) => ({ ...node, x: 1 })) };
    expect(checkedModel(more)).toEqual(graph('s>A A>e'));
  });

  it.each([
    ['nothing', undefined, ['kind must be sequence or graph']],
    ['a list', [], ['kind must be sequence or graph']],
    ['another kind', { kind: 'net' }, ['kind must be sequence or graph']],
    ['no activities', { kind: 'sequence', activities: [] }, ['activities must be a list of 1 to 500 activities']],
    [
      'names that are none',
      { kind: 'sequence', activities: ['a', '', 'b\nc', 'x'.repeat(201), 7] },
      [1, 2, 3, 4].map((at) => `activities[${at}] ${line}`),
    ],
    [
      'no lists',
      { kind: 'graph', nodes: {}, start: 's', end: 'e' },
      ['nodes must be a list of 1 to 500 nodes', 'edges must be a list of at most 2000 edges'],
    ],
    [
      'ids that are none or twice the same, and no activity',
      { kind: 'graph', nodes: [{ id: 's' }, { id: 's' }, {}, null], edges: [], start: 's', end: 's' },
      [
        'nodes[1].id is the id "s" of another node',
        `nodes[2].id ${line}`,
        `nodes[3].id ${line}`,
        'nodes must have at least one with an activity',
      ],
    ],
    [
      'an empty activity',
      { kind: 'graph', nodes: [{ id: 's', activity: '' }], edges: [], start: 's', end: 's' },
      [`nodes[0].activity ${line}`],
    ],
    [
      'edges that lead nowhere or stand twice',
      { ...graph('s>A A>e'), edges: [['s', 'A'], ['A', 'z'], ['A'], ['A', 'e'], ['s', 'A']] },
      ['edges[1] must be the ids of two nodes', 'edges[2] must be the ids of two nodes', 'edges[4] is there already'],
    ],
    ['no start', graph('s>A A>e', { start: 'z' }), ['start must be the id of a node']],
    ['an end that is no id', { ...graph('s>A A>e'), end: undefined }, ['end must be the id of a node']],
    [
      'an end that cannot be reached',
      graph('s>A B>e'),
      [
        'nodes[0] "s" leads to no end',
        'nodes[1] "A" leads to no end',
        'nodes[2] "B" is not reached from the start',
        'nodes[3] "e" is not reached from the start',
      ],
    ],
    [
      'stray nodes',
      graph('s>A A>e B>A A>C C>C'),
      ['nodes[3] "B" is not reached from the start', 'nodes[4] "C" leads to no end'],
    ],
  ])('with %s is refused', (_what, model, expected) => {
    expect(problems(model)).toEqual(expected);
    expect(() => checkedModel(model)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('is refused beyond the limits, with one sentence', () => {
    const nodes = Array.from({ length: limits.modelNodes + 1 }, (_none, at) => ({ id: String(at) }));
    expect(problems({ kind: 'graph', nodes, edges: [], start: '0', end: '1' })).toHaveLength(1);
    expect(problems({ kind: 'sequence', activities: nodes.map(({ id }) => id) })).toHaveLength(1);
    const edges = Array.from({ length: limits.modelEdges + 1 }, () => ['s', 'A']);
    expect(problems({ ...graph('s>A A>e'), edges })).toHaveLength(1);
  });
});
