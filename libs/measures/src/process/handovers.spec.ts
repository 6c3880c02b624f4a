import { describe, expect, it } from '@jest/globals';
import { addPerformer, handoversOf, noHandovers, type Handover } from './handovers.js';

function handoversAmong(...performers: readonly (string | undefined)[]): Handover[] {
  const handovers = noHandovers();
  for (const performer of performers) addPerformer(handovers, performer);
  return handoversOf(handovers);
}

describe('handovers', () => {
  it('are neighbouring performers, who may be one', () => {
    expect(handoversAmong('x', 'x', 'y', 'x', 'x')).toEqual([
      { from: 'x', to: 'x', count: 2 },
      { from: 'x', to: 'y', count: 1 },
      { from: 'y', to: 'x', count: 1 },
    ]);
  });

  it('end where nobody is known to have performed a step', () => {
    expect(handoversAmong('x', undefined, 'y', undefined, undefined, 'y', 'z')).toEqual([
      { from: 'y', to: 'z', count: 1 },
    ]);
  });

  it('are none without two steps', () => {
    expect(handoversAmong()).toEqual([]);
    expect(handoversAmong('x')).toEqual([]);
  });
});
