import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mulberry32 } from '../statistics/mulberry32.js';
import type { Question, ScoreCount } from './answer-counts.js';
import { mergedCounts, portfolioFigure as figureInPieces, replicatesFor } from './portfolio-figure.js';
import type { SurveyAnswer } from './survey-answer.js';
import { summarizeSurveys } from './survey-summary.js';

const higher = 'higher-is-better';
const nps: Question = { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: higher };
const csat: Question = { instrument: 'csat', scale: { min: 1, max: 5 }, polarity: higher };
const oldCes: Question = { instrument: 'ces', scale: { min: 1, max: 5 }, polarity: 'lower-is-better' };

function portfolioFigure(...given: Parameters<typeof figureInPieces>) {
  return drawn(...given).figure;
}

/** The figure, and how many pauses there were on the way. */
function drawn(...given: Parameters<typeof figureInPieces>) {
  const drawing = figureInPieces(...given);
  for (let pauses = 0; ; pauses++) {
    const step = drawing.next();
    if (step.done === true) return { figure: step.value, pauses };
  }
}

const answersOf = (question: Question, counts: readonly ScoreCount[], organisation?: string): SurveyAnswer[] =>
  counts.flatMap(({ score, count }) =>
    Array.from({ length: count }, () => ({ ...question, score, at: 0, organisation })),
  );

describe('the figure of a portfolio', () => {
  const scores = fc.array(fc.record({ score: fc.integer({ min: 1, max: 5 }), count: fc.nat(6) }), { maxLength: 5 });

  it('is that of its answers one by one', () => {
    fc.assert(
      fc.property(fc.constantFrom(nps, csat, oldCes), scores, (question, counts) => {
        const { n, counts: given, figure } = portfolioFigure(question, counts);
        const summary = summarizeSurveys(answersOf(question, counts));
        const wanted = question.instrument === 'ces' ? summary.ces[0] : summary[question.instrument];
        expect([n, given]).toEqual([wanted?.n ?? 0, wanted?.answers ?? []]);
        expect(figure).toEqual(wanted?.figure);
      }),
    );
  });

  it('of organisations is that of their answers, in whichever order they stand', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(nps, csat, oldCes),
        fc.array(scores, { minLength: 15, maxLength: 30 }),
        (question, each) => {
          const organisations = { counts: each, uniform: mulberry32(7) };
          const found = portfolioFigure(question, each.flat(), organisations);
          const answers = each.flatMap((counts, at) => answersOf(question, counts, `organisation ${at}`));
          const summary = summarizeSurveys(answers, { generator: () => mulberry32(7), replicates: 0 });
          const wanted = question.instrument === 'ces' ? summary.ces[0] : summary[question.instrument];
          expect(found.figure?.value).toBe(wanted?.figure?.value);
          expect(found.figure?.over).toEqual(wanted?.figure?.over);
          const { figure } = found;
          if (figure?.over.kind !== 'organisations') return;
          expect(figure.interval === undefined).toBe(figure.over.count < 20);
          const reversed = { counts: each.toReversed(), uniform: mulberry32(7) };
          expect(portfolioFigure(question, each.flat(), reversed)).toEqual(found);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([nps, csat, oldCes])('has limits at its value where all organisations are alike: %j', (question) => {
    const each = Array.from({ length: 20 }, () => [
      { score: 5, count: 2 },
      { score: 1, count: 1 },
    ]);
    const { interval, value } = portfolioFigure(question, each.flat(), {
      counts: each,
      uniform: mulberry32(3),
    }).figure!;
    expect(interval!.low).toBeCloseTo(value, 9);
    expect(interval!.high).toBeCloseTo(value, 9);
  });

  it('has wider limits where the answers of an organisation are alike', () => {
    const each = Array.from({ length: 20 }, (_, at) => [{ score: at < 10 ? 10 : 0, count: 10 }]);
    const alone = portfolioFigure(nps, each.flat()).figure!;
    const { interval, value } = portfolioFigure(nps, each.flat(), { counts: each, uniform: mulberry32(1) }).figure!;
    expect([alone.value, value]).toEqual([0, 0]);
    expect(alone.interval!.high).toBeLessThan(15);
    expect(interval!.high).toBeGreaterThanOrEqual(40);
  });

  it('draws less often from more organisations', () => {
    expect([1, 2_000, 4_000, 10_000, 1e6].map(replicatesFor)).toEqual([2_000, 2_000, 1_000, 500, 500]);
  });

  it.each([
    [30, 700, 700],
    [10_000, 3, 9],
  ])('of %d organisations, drawn %d times, rests %d times on the way', (count, replicates, pauses) => {
    const each = Array.from({ length: count }, (_, at) => [{ score: at % 11, count: 1 }]);
    const found = drawn(nps, each.flat(), { counts: each, uniform: mulberry32(1), replicates });
    expect(found.pauses).toBe(pauses);
    expect(found.figure.figure!.interval).toBeDefined();
  });

  it('counts each score once', () => {
    const given = [
      { score: 3, count: 1 },
      { score: 1, count: 2 },
      { score: 3, count: 4 },
      { score: 2, count: 0 },
    ];
    expect(mergedCounts(given)).toEqual([
      { score: 1, count: 2 },
      { score: 3, count: 5 },
    ]);
  });
});
