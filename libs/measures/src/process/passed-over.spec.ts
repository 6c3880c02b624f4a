import { describe, expect, it } from '@jest/globals';
import { graphOf } from './model-graph.js';
import { passedOver, passedOverWork } from './passed-over.js';

const path = graphOf({ kind: 'sequence', activities: ['Open', 'Check', 'Offer', 'Answer', 'Close'] });

describe('what a case has passed over', () => {
  it('is not known while what came may have come too early', () => {
    expect(passedOver(path, ['Open', 'Offer'], false)).toEqual([]);
  });

  it('is known when a step behind it came in order', () => {
    expect(passedOver(path, ['Open', 'Offer', 'Answer'], false)).toEqual(['Check']);
  });

  it('is nothing that came elsewhere', () => {
    expect(passedOver(path, ['Open', 'Offer', 'Answer', 'Check'], false)).toEqual([]);
  });

  it('is at the end what is missing up to the end of the path', () => {
    expect(passedOver(path, ['Open', 'Check'], false)).toEqual([]);
    expect(passedOver(path, ['Open', 'Check'], true)).toEqual(['Offer', 'Answer', 'Close']);
  });

  it('is nothing where all of the path came, however long the case is, and no alignment is made for it', () => {
    const unread = {
      ...path,
      get previous(): never {
        throw new Error('aligned');
      },
    };
    expect(passedOver(unread, ['Answer', 'Offer', 'Check', 'Close', 'Open'], true)).toEqual([]);
  });

  it('is not looked for in a case that is too long for it', () => {
    // Nine nodes and edges, four activities that may be missing.
    const steps = Math.floor(passedOverWork / 9 / 4) - 1;
    const opened = (count: number): string[] => Array.from({ length: count }, () => 'Open');
    expect(passedOver(path, opened(steps), true)).toEqual(['Check', 'Offer', 'Answer', 'Close']);
    expect(passedOver(path, opened(steps + 1), true)).toBeUndefined();
  });
});
