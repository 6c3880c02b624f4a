import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '#workspace/local-tend.js';
import { fileOf, testFolder } from '#workspace/testing.js';
import { testData } from './test-data.js';

jest.setTimeout(120_000);

interface Published {
  readonly ces_mean: { readonly counts: Readonly<Record<string, number>>; readonly mean: number };
  readonly nps_variance: Readonly<Record<'p_promoter' | 'p_passive' | 'p_detractor' | 'nps', number>>;
}
interface Golden {
  readonly npsCases: readonly (Readonly<Record<'promoters' | 'passives' | 'detractors', number>> &
    Readonly<Record<'nps' | 'lowClipped' | 'highClipped', number | null>>)[];
}

const read = (...parts: string[]): unknown => JSON.parse(readFileSync(testData('cx', ...parts), 'utf8'));

/** Answers of as many people, as lines of JSON. */
function linesOf(
  instrument: string,
  scale: { readonly min: number; readonly max: number },
  answers: readonly { readonly score: number; readonly at: string }[],
): string {
  return answers
    .map(({ score, at }, no) => {
      const identifiers = [{ scheme: 'email', value: `${instrument}${no}@example.invalid` }];
      const parties = [{ kind: 'person', identifiers, name: `Person ${no}`, role: 'contact', side: 'customer' }];
      const data = { instrument, scale, polarity: 'higher-is-better', score };
      return `${JSON.stringify({ type: 'SurveyAnswered', id: String(no), occurredAt: at, actor: parties[0], parties, data })}\n`;
    })
    .join('');
}

const times = (count: number, score: number) => Array<number>(count).fill(score);

describe('survey answers that were imported', () => {
  const folder = testFolder();
  let tend: LocalTend;
  const imported = async (instrument: string, lines: string) =>
    tend.import(fileOf('answers.ndjson', lines), { dataset: instrument, format: 'ndjson' }, {});
  beforeAll(async () => (tend = await folder.open()));
  afterAll(() => folder.dispose());

  it('give the published effort, with Wilson limits', async () => {
    const { counts, mean } = (read('metrics_published_examples.json') as Published).ces_mean;
    const answers = Object.entries(counts).flatMap(([score, n]) => times(n, Number(score)));
    const given = answers.map((score) => ({ score, at: '2026-02-03T10:00:00Z' }));
    const report = await imported('ces', linesOf('ces', { min: 1, max: 7 }, given));
    expect(report).toMatchObject({ appended: 1_000, refused: 0 });
    const { surveys } = await tend.voice.measures({ instrument: 'CES' });
    expect(surveys).toMatchObject([
      { measure: 'ces', n: 1_000, mean, figure: { value: 0.46, over: { kind: 'answers' } } },
    ]);
    expect(Object.fromEntries(surveys[0]!.counts.map(({ score, count }) => [score, count]))).toEqual(counts);
    expect(surveys[0]!.figure!.interval!.low).toBeCloseTo(0.42932, 4);
    expect(surveys[0]!.figure!.interval!.high).toBeCloseTo(0.49098, 4);
  });

  it('give the published and the golden promoter scores, a month each, and none below 20 answers', async () => {
    const published = (read('metrics_published_examples.json') as Published).nps_variance;
    const n = 600;
    const printed = {
      promoters: Math.round(published.p_promoter * n),
      passives: Math.round(published.p_passive * n),
      detractors: Math.round(published.p_detractor * n),
      nps: 100 * published.nps,
    };
    const golden = (read('golden', 'proportions.json') as Golden).npsCases;
    const cases = [
      printed,
      ...golden.filter(({ promoters, passives, detractors }) => promoters + passives + detractors < 1_001),
    ];
    expect(cases).toHaveLength(15);
    const monthOf = (at: number): string => `20${20 + Math.floor(at / 12)}-${String(1 + (at % 12)).padStart(2, '0')}`;
    const answers = cases.flatMap(({ promoters, passives, detractors }, at) =>
      [...times(promoters, 9), ...times(passives, 8), ...times(detractors, 2)].map((score) => ({
        score,
        at: `${monthOf(at)}-10T00:00:00Z`,
      })),
    );
    await imported('nps', linesOf('nps', { min: 0, max: 10 }, answers));
    const { groups } = await tend.voice.measures({ instrument: 'nps', by: 'month' });
    for (const [at, expected] of cases.entries()) {
      const found = groups!.find(({ group }) => group === monthOf(at))?.surveys[0];
      const count = expected.promoters + expected.passives + expected.detractors;
      expect(found?.n ?? 0).toBe(count);
      if (count < 20) expect(found?.figure).toBeUndefined();
      else expect(found!.figure!.value).toBeCloseTo(expected.nps!, 6);
      if (count < 20 || !('lowClipped' in expected)) continue;
      expect(found!.figure!.interval!.low).toBeCloseTo(expected.lowClipped!, 9);
      expect(found!.figure!.interval!.high).toBeCloseTo(expected.highClipped!, 9);
    }
  });
});
