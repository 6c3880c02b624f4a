import { describe, expect, it } from '@jest/globals';
import type { Question } from '#measures/voice/answer-counts.js';
import { atOnce, inPieces } from '#projections/calls/pieces.js';
import { measuresOf, replicatesOf } from './voice-measures.js';
import type { AnswersPart } from './voice-parts.js';

const nps: Question = { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better' };
const organisations = 1_000;
const kinds = new Map(Array.from({ length: organisations }, (_, at) => [`r${at}`, 'b2b' as const]));
const parts = [...kinds.keys()].map((relationship, at): AnswersPart => ({
  relationship,
  segment: 'all',
  channel: 'email',
  month: '2026-01',
  question: nps,
  counts: [{ score: at % 11, count: 1 }],
}));

describe('measures of many organisations', () => {
  it('are drawn as often for each group as all of them together allow', () => {
    expect([1, 2, 4, 8, 50].map((groups) => atOnce(replicatesOf(Array.from({ length: groups }, () => parts))))).toEqual(
      [2_000, 2_000, 1_000, 500, 500],
    );
  });

  it('are given up in the middle of their draws', async () => {
    const gone = new AbortController();
    let pieces = 0;
    const work = (function* () {
      const drawing = measuresOf(parts, kinds, 500);
      for (;;) {
        const step = drawing.next();
        if (step.done === true) return step.value;
        if (++pieces === 100) gone.abort();
        yield;
      }
    })();
    await expect(inPieces(work, { signal: gone.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(pieces).toBe(100);
  });
});
