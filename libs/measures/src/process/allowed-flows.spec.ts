import { describe, expect, it } from '@jest/globals';
import { allowedFlows } from './allowed-flows.js';
import { declaredGraph, declaredModel } from './declared-model.js';

const branching = {
  start: 's',
  end: 'e',
  nodes: [
    { id: 's' },
    { id: 'x' },
    { id: 'ask', activity: 'ask' },
    { id: 'yes', activity: 'yes' },
    { id: 'no', activity: 'no' },
    { id: 'e' },
  ],
  edges: [
    ['s', 'ask'],
    ['ask', 'x'],
    ['x', 'yes'],
    ['x', 'no'],
    ['no', 'ask'],
    ['yes', 'e'],
    ['x', 'e'],
  ].map(([from, to]) => ({ from: from!, to: to! })),
};

describe('the flows that a path allows', () => {
  it('are those between neighbours of a sequence', () => {
    const allowed = allowedFlows(declaredGraph({ sequence: ['a', 'b', 'a', 'c'] })!);
    expect([allowed.starts('a'), allowed.starts('b'), allowed.ends('c'), allowed.ends('a')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    const pairs = ['ab', 'ba', 'ac', 'bc', 'aa', 'ca', 'ax'].filter(([from, to]) => allowed.follows(from!, to!));
    expect(pairs).toEqual(['ab', 'ba', 'ac']);
  });

  it('leap over what is silent', () => {
    const allowed = allowedFlows(declaredGraph({ model: branching })!);
    expect(['ask', 'yes', 'no'].filter((one) => allowed.starts(one))).toEqual(['ask']);
    expect(['ask', 'yes', 'no'].filter((one) => allowed.ends(one))).toEqual(['ask', 'yes']);
    const names = ['ask', 'yes', 'no'];
    const pairs = names.flatMap((from) => names.filter((to) => allowed.follows(from, to)).map((to) => `${from} ${to}`));
    expect(pairs).toEqual(['ask yes', 'ask no', 'no ask']);
  });

  it('are unknown where no path is declared', () => {
    expect(declaredModel({})).toBeUndefined();
    expect(declaredGraph({})).toBeUndefined();
  });
});
