import { describe, expect, it } from '@jest/globals';
import { likelyOf, silenceSentence } from './silence-sentence.js';

const assessed = { outcome: 'alarm', threshold: 0.0033, p: 0.00312, usualGapDays: 6.02 } as const;

describe('the sentence about a silence', () => {
  it('says how often is usual, how long it is, and how likely', () => {
    expect(silenceSentence(assessed, 41.9)).toEqual({
      kind: 'rhythm',
      usualGapDays: 6,
      silentDays: 41,
      likely: { percent: 0.3 },
    });
    expect(silenceSentence({ ...assessed, usualGapDays: 12.5 }, 41)).toMatchObject({ usualGapDays: 13 });
    expect(silenceSentence({ ...assessed, usualGapDays: 2.34 }, 41)).toMatchObject({ usualGapDays: 2.3 });
  });

  it('says of few contacts only how long', () => {
    const few = { outcome: 'too-few-contacts', threshold: undefined, p: undefined, usualGapDays: undefined } as const;
    expect(silenceSentence(few, 20)).toEqual({ kind: 'too-few-contacts', silentDays: 20 });
  });

  it.each([
    [1, { percent: 100 }],
    [0.3749, { percent: 37 }],
    [0.104, { percent: 10 }],
    [0.0996, { percent: 10 }],
    [0.0423, { percent: 4.2 }],
    [0.00996, { percent: 1 }],
    [0.0033, { percent: 0.3 }],
    [0.000_17, { percent: 0.02 }],
    [0.0001, { percent: 0.01 }],
    [0.000_099, { belowPercent: 0.01 }],
    [0, { belowPercent: 0.01 }],
  ])('reads a probability of %d', (p, likely) => {
    expect(likelyOf(p)).toEqual(likely);
  });
});
