import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { align } from './alignment.js';
import { graphOf } from './model-graph.js';
import type { ProcessModel } from './process-model.js';

const sequence = (activities: string): ProcessModel => ({ kind: 'sequence', activities: [...activities] });

/** Of edges written as `from>to`: a node whose id is a capital letter does it, `s` is the start and `e` the end. */
function graph(edges: string): ProcessModel {
  const pairs = edges.split(' ').map((edge) => edge.split('>') as [string, string]);
  const nodes = [...new Set(pairs.flat())].map((id) => (/[A-Z]/.test(id) ? { id, activity: id[0]! } : { id }));
  return { kind: 'graph', nodes, edges: pairs, start: 's', end: 'e' };
}

/** The moves as text: `A` in step, `+A` only in the case, `-A` only in the model. */
function moves(model: ProcessModel, trace: string): string {
  const alignment = align(graphOf(model), [...trace]);
  if (alignment.tooLong) return 'too long';
  const signs = { sync: '', log: '+', model: '-' };
  return alignment.moves.map(({ kind, activity }) => signs[kind] + activity).join(' ');
}

describe('an alignment with a sequence', () => {
  it.each([
    ['ABC', 'A B C'],
    ['', '-A -B -C'],
    ['AC', 'A -B C'],
    ['XAXBCX', '+X A +X B C +X'],
    // Of two where one is expected the second is extra.
    ['AABC', 'A +A B C'],
    // What came before its turn is what is out of place.
    ['BAC', '+B A -B C'],
    ['CBA', '+C +B A -B -C'],
    // What stands in for a step: the event first.
    ['AXC', 'A +X -B C'],
  ])('of %s', (trace, expected) => expect(moves(sequence('ABC'), trace)).toBe(expected));

  it('tells skipped, extra, reordered and unknown apart', () => {
    expect(align(graphOf(sequence('ABCD')), [...'BAXAB'])).toEqual({
      tooLong: false,
      cost: 5,
      worst: 9,
      fitness: 1 - 5 / 9,
      moves: expect.anything(),
      skipped: ['C', 'D'],
      extra: ['B', 'A'],
      reordered: [],
      unknown: ['X'],
    });
    expect(align(graphOf(sequence('ABC')), [...'CAB'])).toMatchObject({
      cost: 2,
      reordered: ['C'],
      skipped: [],
      extra: [],
    });
    // Once in place, once too early, once too often; the path asks for it three times.
    expect(align(graphOf(sequence('AXAYA')), [...'AXYA'])).toMatchObject({ cost: 1, skipped: ['A'], reordered: [] });
  });

  it('of ten thousand events is given, and beyond the limit it is said that there is none', () => {
    const model = graphOf(sequence('ABCDEFGHIJ'));
    const long = Array.from({ length: 10_000 }, (_none, at) => 'ABCDEFGHIJ'[Math.floor(at / 1_000)]!);
    expect(align(model, long)).toMatchObject({ cost: 9_990, worst: 10_010, skipped: [] });
    const events = Math.floor(limits.alignmentSteps / model.size);
    expect(
      align(
        model,
        Array.from({ length: events }, () => 'A'),
      ),
    ).toEqual({ tooLong: true, events });
    expect(
      align(
        model,
        Array.from({ length: events - 1 }, () => 'A'),
      ),
    ).toMatchObject({ tooLong: false });
  });
});

describe('an alignment with a graph', () => {
  const branches = graph('s>x x>A x>B A>y B>y y>C C>z z>x z>e y>e');

  it.each([
    ['A', 'A'],
    ['BCAC', 'B C A C'],
    ['CA', '+C A'],
    ['', '-A'],
    ['AB', 'A +B'],
    ['ABC', 'A +B C'],
    ['AXC', 'A +X C'],
  ])('of %s', (trace, expected) => expect(moves(branches, trace)).toBe(expected));

  it('goes round silent loops without end', () => {
    expect(moves(graph('s>x x>y y>x x>x y>A A>x y>e'), 'AAXA')).toBe('A A +X A');
  });

  it('takes of equal branches the first of the model', () => {
    expect(moves(graph('s>x x>B x>A A>e B>e'), '')).toBe('-B');
    // Two nodes do A: only behind the second one comes C.
    expect(moves(graph('s>x x>A1 x>A2 A1>B A2>C B>e C>e'), 'AC')).toBe('A C');
  });

  it('with an empty way through fits a case without events', () => {
    expect(align(graphOf(graph('s>A A>e s>e')), [])).toMatchObject({ cost: 0, worst: 0, fitness: 1, moves: [] });
  });

  it('may begin and end with an activity', () => {
    const model = { ...graph('A>B B>A'), start: 'A', end: 'A' };
    expect(moves(model, 'ABA')).toBe('A B A');
    expect(moves(model, 'B')).toBe('+B -A');
    expect(moves(model, 'AB')).toBe('A B -A');
  });

  it('is not walked for one that is too long', () => {
    const model = graphOf(branches);
    // Eight nodes and ten edges.
    expect(model.size).toBe(18);
    const trace = Array.from({ length: Math.floor(limits.alignmentSteps / model.size) }, () => 'A');
    expect(align(model, trace)).toEqual({ tooLong: true, events: trace.length });
  });
});
