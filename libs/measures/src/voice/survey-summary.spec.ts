import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mulberry32 } from '../statistics/mulberry32.js';
import type { SurveyAnswer } from './survey-answer.js';
import { summarizeSurveys } from './survey-summary.js';

const day = 86_400_000;
const scales = { nps: { min: 0, max: 10 }, csat: { min: 1, max: 5 }, ces: { min: 1, max: 7 } };

function answer(instrument: keyof typeof scales, score: number, more: Partial<SurveyAnswer> = {}): SurveyAnswer {
  return { instrument, scale: scales[instrument], polarity: 'higher-is-better', score, at: 0, ...more };
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const draws = { generator: () => mulberry32(7), replicates: 400 };

describe('a summary of surveys', () => {
  it('measures each instrument by its own rule', () => {
    const summary = summarizeSurveys([
      ...times(10, answer('nps', 9)),
      ...times(5, answer('nps', 7)),
      ...times(5, answer('nps', 6)),
      ...times(17, answer('csat', 4)),
      ...times(3, answer('csat', 3)),
      ...times(12, answer('ces', 5)),
      ...times(8, answer('ces', 4)),
    ]);
    expect(summary.nps).toEqual({
      n: 20,
      answers: [
        { score: 6, count: 5 },
        { score: 7, count: 5 },
        { score: 9, count: 10 },
      ],
      figure: {
        value: 25,
        interval: { low: expect.closeTo(-11.716_133_21, 8), high: expect.closeTo(55.194_394_08, 8) },
        over: { kind: 'answers' },
      },
    });
    expect(summary.csat.figure).toMatchObject({ value: 0.85, interval: { low: expect.closeTo(0.639_581_135, 9) } });
    expect(summary.ces).toMatchObject([{ n: 20, mean: 4.6, figure: { value: 0.6 }, scale: { min: 1, max: 7 } }]);
  });

  it('shows the answers only while there are fewer than twenty', () => {
    const summary = summarizeSurveys([...times(19, answer('nps', 10)), ...times(19, answer('ces', 7))]);
    expect(summary.nps).toEqual({ n: 19, answers: [{ score: 10, count: 19 }], figure: undefined });
    expect(summary.ces[0]).toMatchObject({ n: 19, figure: undefined, mean: undefined });
    expect(summary.csat).toEqual({ n: 0, answers: [], figure: undefined });
    expect(summarizeSurveys([]).ces).toEqual([]);
  });

  it('counts apart what it cannot measure, and throws nothing', () => {
    const { apart, nps, csat, ces } = summarizeSurveys([
      answer('nps', 11),
      answer('nps', -1),
      answer('nps', 8.5),
      answer('nps', Number.NaN),
      answer('nps', 9, { scale: { min: 1, max: 10 } }),
      answer('csat', 4, { scale: { min: 1, max: 7 } }),
      answer('ces', 4, { scale: { min: 7, max: 1 } }),
      answer('ces', 4, { scale: { min: 0.5, max: 7 } }),
      answer('ces', 4, { scale: { min: 0, max: 1e9 } }),
      answer('csat', 5, { at: Number.NaN }),
      answer('csat', 5, { instrument: 'constructor' }),
      answer('csat', 5, { instrument: 'happy-or-not' }),
    ]);
    expect(apart).toEqual({ 'unknown-instrument': 2, 'other-scale': 5, 'off-scale': 4, 'no-time': 1 });
    expect([nps.n, csat.n, ces.length]).toEqual([0, 0, 0]);
  });

  it('turns a scale of which the low end is good, whatever the case of the name', () => {
    const turned = answer('nps', 0, { polarity: 'lower-is-better', instrument: 'NPS' });
    expect(summarizeSurveys([turned]).nps.answers).toEqual([{ score: 10, count: 1 }]);
  });

  it('keeps the old effort score apart from the new one, and reads its low end as the good one', () => {
    const old = { scale: { min: 1, max: 5 }, polarity: 'lower-is-better' } as const;
    const given = [...times(15, answer('ces', 2, old)), ...times(5, answer('ces', 3, old)), answer('ces', 7)];
    const [first, second] = summarizeSurveys(given).ces;
    expect(first).toMatchObject({ ...old, n: 20, mean: 2.25, figure: { value: 0.75 } });
    expect(second).toMatchObject({ n: 1, polarity: 'higher-is-better', figure: undefined });
  });

  it('counts of one person the last answer in 90 days', () => {
    const of = (score: number, at: number, person = 'one') => answer('nps', score, { at: at * day, person });
    const summary = summarizeSurveys([
      of(3, 0),
      of(10, 89),
      of(9, 89, 'another'),
      answer('csat', 5, { person: 'one' }),
    ]);
    expect(summary.nps.answers).toEqual([
      { score: 9, count: 1 },
      { score: 10, count: 1 },
    ]);
    expect([summary.csat.n, summary.repeated]).toEqual([1, 1]);
  });

  it('takes its interval over organisations where answers of one are alike', () => {
    // Ten delighted and ten angry customers, ten answers each: twenty customers say less than two hundred answers.
    const twenty = Array.from({ length: 20 }, (_, at) =>
      times(10, answer('nps', at < 10 ? 10 : 0, { organisation: `customer ${at}` })),
    );
    const { value, interval, over } = summarizeSurveys(twenty.flat(), draws).nps.figure!;
    expect([value, over]).toEqual([0, { kind: 'organisations', count: 20 }]);
    // The sum of twenty draws of ±1 has the deviation √20 = 4.5 of 20: 95 % lie within 44 points, in steps of 10.
    expect(interval!.low).toBeLessThanOrEqual(-40);
    expect(interval!.high).toBeGreaterThanOrEqual(40);
    expect(summarizeSurveys(twenty.flat()).nps.figure!.interval!.high).toBeLessThan(15);
  });

  it('has no interval over fewer than twenty organisations', () => {
    const given = Array.from({ length: 19 }, (_, at) =>
      times(2, answer('csat', 5, { organisation: `customer ${at}` })),
    );
    const figure = { value: 1, interval: undefined, over: { kind: 'organisations', count: 19 } };
    expect(summarizeSurveys(given.flat(), draws).csat.figure).toEqual(figure);
  });

  it('takes a person without an organisation for one of their own, and an unknown one too', () => {
    const given = [
      ...times(20, answer('csat', 5, { organisation: 'x' })),
      answer('csat', 1, { person: 'x' }),
      answer('csat', 1, { person: 'y' }),
      answer('csat', 1),
      answer('csat', 1),
    ];
    expect(summarizeSurveys(given, draws).csat.figure!.over).toEqual({ kind: 'organisations', count: 5 });
  });

  it('does not depend on the order of the answers, also not its draws', () => {
    const given = fc.record({
      score: fc.integer({ min: -1, max: 11 }),
      at: fc.integer({ min: 0, max: 200 }).map((days) => days * day + 1),
      person: fc.uuid(),
      organisation: fc.option(fc.integer({ min: 1, max: 30 }).map(String), { nil: undefined }),
      instrument: fc.constantFrom('nps', 'nps', 'csat', 'ces', 'other'),
    });
    fc.assert(
      fc.property(fc.array(given, { minLength: 100, maxLength: 140 }), (all) => {
        const answers = all.map(({ instrument, score, ...more }) =>
          answer(instrument === 'other' ? 'nps' : (instrument as 'nps'), score, { ...more, instrument }),
        );
        const summary = summarizeSurveys(answers, draws);
        expect(summarizeSurveys(answers.toReversed(), draws)).toEqual(summary);
        const counted = summary.nps.n + summary.csat.n + summary.ces.reduce((sum, { n }) => sum + n, 0);
        const apart = Object.values(summary.apart).reduce((sum, n) => sum + n, 0);
        expect(counted + apart + summary.repeated).toBe(answers.length);
      }),
      { numRuns: 30 },
    );
  });
});
