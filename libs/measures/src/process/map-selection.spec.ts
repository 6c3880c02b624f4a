import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { selectMap, type FlowGraph, type MapArc } from './map-selection.js';

/** A graph of these traces, each a word whose letters are activities. */
function graphOf(traces: readonly string[]): FlowGraph {
  const count = (into: Map<string, number>, key: string): unknown => into.set(key, (into.get(key) ?? 0) + 1);
  const [activities, start, end, flows] = [new Map(), new Map(), new Map(), new Map()] as Map<string, number>[];
  for (const trace of traces) {
    for (const activity of trace) count(activities!, activity);
    count(start!, trace[0]!);
    count(end!, trace.at(-1)!);
    for (let at = 1; at < trace.length; at += 1) count(flows!, trace[at - 1]! + trace[at]!);
  }
  const rows = (from: Map<string, number>) => [...from].map(([activity, count]) => ({ activity, count }));
  return {
    activities: rows(activities!),
    start: rows(start!),
    end: rows(end!),
    flows: [...flows!].map(([pair, count]) => ({ from: pair[0]!, to: pair[1]!, count })),
  };
}

/** The oracle: what can be reached along arcs, one step at a time. */
function reachable(arcs: readonly MapArc[], kind: 'start' | 'end'): Set<string> {
  const near = (arc: MapArc): string | undefined => (kind === 'start' ? from(arc) : to(arc));
  const far = (arc: MapArc): string | undefined => (kind === 'start' ? to(arc) : from(arc));
  const reached = new Set(arcs.filter((arc) => arc.kind === kind).map((arc) => far(arc)!));
  for (let round = 0; round < 30; round += 1) {
    for (const arc of arcs) if (arc.kind === 'flow' && reached.has(near(arc)!)) reached.add(far(arc)!);
  }
  return reached;
}
const from = (arc: MapArc): string | undefined => (arc.kind === 'start' ? undefined : arc.from);
const to = (arc: MapArc): string | undefined => (arc.kind === 'end' ? undefined : arc.to);
const pairs = (arcs: readonly MapArc[]): string[] => arcs.map((arc) => `${from(arc) ?? '>'}${to(arc) ?? '<'}`);

const traces = fc.array(fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 20,
});

describe('selectMap', () => {
  it('takes the strongest flows and the ways in and out that are as strong', () => {
    const graph = graphOf(['abc', 'abc', 'abc', 'abc', 'acb', 'cab']);
    const { arcs, omitted } = selectMap(graph, 2, 100);
    expect(pairs(arcs)).toEqual(['>a', 'ab', 'bc', 'c<']);
    expect(omitted).toEqual({ activities: 0, flows: 3, flowCount: 3 });
  });

  it('adds the strongest way to an activity that would hang in the air', () => {
    const graph = graphOf([...Array<string>(9).fill('ab'), 'axb', 'axb', 'ayxb']);
    expect(pairs(selectMap(graph, 1, 100).arcs)).toEqual(['>a', 'b<', 'ab', 'xb', 'ax', 'ay', 'yx']);
  });

  it('keeps every activity reachable from a start and with a way to an end, and shows all when all are asked for', () => {
    fc.assert(
      fc.property(traces, fc.nat(60), (words, flows) => {
        const graph = graphOf(words);
        const { arcs, activities, omitted } = selectMap(graph, flows, 100);
        const all = new Set(activities.map(({ activity }) => activity));
        expect(reachable(arcs, 'start')).toEqual(all);
        expect(reachable(arcs, 'end')).toEqual(all);
        const shown = arcs.filter(({ kind }) => kind === 'flow').length;
        expect(shown + omitted.flows).toBe(graph.flows.length);
        expect(shown).toBeGreaterThanOrEqual(Math.min(flows, graph.flows.length));
      }),
    );
  });

  it('contains with more flows what it has among the strongest with fewer', () => {
    fc.assert(
      fc.property(traces, fc.nat(20), (words, flows) => {
        const graph = graphOf(words);
        const strongest = graph.flows
          .toSorted((a, b) => b.count - a.count)
          .slice(0, flows)
          .map(({ count }) => count);
        const shown = selectMap(graph, flows, 100).arcs.filter(({ kind }) => kind === 'flow');
        expect(shown.slice(0, flows).map(({ count }) => count)).toEqual(strongest);
      }),
    );
  });

  it('does not depend on the order of what it is given', () => {
    fc.assert(
      fc.property(traces, fc.nat(20), (words, flows) => {
        const graph = graphOf(words);
        const reversed: FlowGraph = {
          activities: graph.activities.toReversed(),
          start: graph.start.toReversed(),
          end: graph.end.toReversed(),
          flows: graph.flows.toReversed(),
        };
        expect(pairs(selectMap(reversed, flows, 100).arcs)).toEqual(pairs(selectMap(graph, flows, 100).arcs));
      }),
    );
  });

  it('leaves out the rarest activities beyond the limit and counts what is left out', () => {
    const graph = graphOf(['abc', 'abc', 'ab', 'axb']);
    const { activities, arcs, omitted } = selectMap(graph, 100, 2);
    expect(activities.map(({ activity }) => activity)).toEqual(['a', 'b']);
    expect(pairs(arcs)).toEqual(['>a', 'ab', 'b<']);
    expect(omitted).toEqual({ activities: 2, flows: 3, flowCount: 4 });
  });

  it('is empty for a process without events', () => {
    const empty = { activities: [], start: [], end: [], flows: [] };
    expect(selectMap(empty, 25, 100)).toEqual({
      activities: [],
      arcs: [],
      omitted: { activities: 0, flows: 0, flowCount: 0 },
    });
  });
});
