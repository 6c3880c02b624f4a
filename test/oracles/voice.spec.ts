import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { portfolioLines } from '#workspace/demonstration/portfolio-lines.js';
import type { LocalTend } from '#workspace/local-tend.js';
import { fileOf, testFolder } from '#workspace/testing.js';
import type { VoiceGroup, VoiceMeasure, VoiceMeasures } from '#workspace/voice/voice-answers.js';
import { naiveCounted, naiveMeasures, type NaiveAnswer } from './naive-voice.js';
import { testData } from './test-data.js';

jest.setTimeout(300_000);

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

interface Line {
  readonly type: string;
  readonly id: string;
  readonly occurredAt: string;
  readonly actor: unknown;
  readonly parties: readonly { readonly role: string; readonly side: string; readonly identifiers: unknown }[];
  readonly data: Readonly<Record<string, unknown>>;
}
interface AnswerLine {
  readonly line: Line;
  readonly answer: NaiveAnswer;
}

const day = 86_400_000;
const others = [
  { instrument: 'csat', scale: { min: 1, max: 5 }, polarity: 'higher-is-better' },
  { instrument: 'CSAT', scale: { min: 1, max: 5 }, polarity: 'lower-is-better' },
  { instrument: 'ces', scale: { min: 1, max: 7 }, polarity: 'higher-is-better' },
  { instrument: 'ces', scale: { min: 1, max: 5 }, polarity: 'lower-is-better' },
  { instrument: 'nps', scale: { min: 1, max: 5 }, polarity: 'higher-is-better' },
  { instrument: 'mood', scale: { min: 1, max: 5 }, polarity: 'higher-is-better' },
  { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'lower-is-better' },
];

function naiveOf(line: Line): NaiveAnswer {
  const data = line.data as {
    instrument: string;
    scale: { min: number; max: number };
    polarity: string;
    score: number;
  };
  const organisation = line.parties.find(({ role }) => role === 'customer')!;
  const { min, max } = data.scale;
  return {
    at: Date.parse(line.occurredAt),
    organisation: JSON.stringify(organisation.identifiers),
    person: JSON.stringify((line.actor as Line['parties'][number]).identifiers),
    instrument: data.instrument.toLowerCase(),
    min,
    max,
    lowIsGood: data.polarity === 'lower-is-better',
    score: data.score,
  };
}

describe('the voice of a portfolio, recomputed apart', () => {
  const folder = testFolder();
  let tend: LocalTend;
  let answers: AnswerLine[];
  const segments = new Map<string, string>();

  beforeAll(async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of portfolioLines({ relationships: 120, events: 9_000, seed: 11 }))
      chunks.push(Buffer.from(chunk));
    const lines = Buffer.concat(chunks)
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const surveys = lines.filter(({ type }) => type === 'SurveyAnswered');
    const more = surveys.flatMap((line, at) =>
      others.map((data, place): Line => {
        const { min, max } = data.scale;
        const occurredAt = new Date(
          Date.parse(line.occurredAt) - ((at * 7 + place * 13) % 120) * day - place,
        ).toISOString();
        const score = min + ((at * 5 + place) % (max - min + 1));
        return { ...line, id: `${line.id} ${place}`, occurredAt, data: { ...data, channel: 'email', score } };
      }),
    );
    answers = [...surveys, ...more].map((line) => ({ line, answer: naiveOf(line) }));
    const firms = new Map(
      lines.flatMap(({ parties }) =>
        parties.flatMap((party) =>
          party.role === 'customer' ? [[JSON.stringify(party.identifiers), party] as const] : [],
        ),
      ),
    );
    const classified = [...firms].flatMap(([firm, party], at): object[] => {
      const [kind, segment] = [['b2b', 'b2c', undefined, 'b2b'][at % 4], ['large', 'small', 'all', 'large'][at % 4]!];
      segments.set(firm, segment);
      if (kind === undefined) return [];
      const occurredAt = '2020-01-01T00:00:00Z';
      const actor = {
        kind: 'person',
        identifiers: [{ scheme: 'agent', value: 'A' }],
        name: 'A',
        role: 'agent',
        side: 'ours',
      };
      const shared = { type: 'RelationshipClassified', id: `classified ${at}`, occurredAt, actor, parties: [party] };
      return [{ ...shared, data: { kind, segment }, personal: {} }];
    });
    tend = await folder.open();
    const text = [...lines, ...more, ...classified].map((line) => `${JSON.stringify(line)}\n`).join('');
    const report = await tend.import(fileOf('all.ndjson', text), { dataset: 'all', format: 'ndjson' }, {});
    expect(report).toMatchObject({ refused: 0 });
  });
  afterAll(() => folder.dispose());

  const textOf = ({ instrument, scale, polarity }: VoiceMeasure): string =>
    `${instrument} ${scale.min} ${scale.max} ${polarity === 'lower-is-better'}`;

  function expectMeasures(
    { surveys }: VoiceMeasures,
    counted: readonly NaiveAnswer[],
    of: 'answers' | 'organisations' | 'any',
  ) {
    const wanted = naiveMeasures(counted);
    const found = surveys.filter(({ measure }) => measure !== 'own');
    expect(found.map(textOf).sort()).toEqual([...wanted.keys()].sort());
    for (const measure of found) {
      const naive = wanted.get(textOf(measure))!;
      expect(measure.n).toBe(naive.n);
      expect(Object.fromEntries(measure.counts.map(({ score, count }) => [score, count]))).toEqual(naive.counts);
      if (naive.n < 20) expect([measure.figure, measure.mean]).toEqual([undefined, undefined]);
      else {
        const { value, interval, over } = measure.figure!;
        expect(value).toBeCloseTo(naive.value, 9);
        expect(measure.mean).toBeCloseTo(naive.mean, 9);
        if (of !== 'any') expect(over.kind).toBe(of);
        if (over.kind === 'answers') {
          expect(interval!.low).toBeCloseTo(naive.low, 9);
          expect(interval!.high).toBeCloseTo(naive.high, 9);
        } else expect(interval === undefined).toBe(over.count < 20);
      }
    }
  }

  const groupNamed = (groups: readonly VoiceGroup[] | undefined, name: string): VoiceMeasures =>
    groups!.find(({ group }) => group === name) ?? { surveys: [], responses: [], replies: {} as never };

  it.each([
    ['now', undefined],
    ['of a day of the past', '2026-06-30'],
  ])('is the same %s: whole, by segment and by month', async (_name, asOf) => {
    const until = asOf === undefined ? Infinity : Date.parse(`${asOf}T23:59:59.999Z`);
    const counted = naiveCounted(answers.map(({ answer }) => answer).filter(({ at }) => at <= until));
    expect(counted.length).toBeGreaterThan(150);
    const moment = asOf === undefined ? {} : { asOf };
    const bySegment = await tend.voice.measures({ ...moment, by: 'segment' });
    expectMeasures(bySegment, counted, 'organisations');
    for (const segment of ['large', 'small', 'all']) {
      const own = counted.filter(({ organisation }) => segments.get(organisation) === segment);
      expect(own.length).toBeGreaterThan(10);
      expectMeasures(groupNamed(bySegment.groups, segment), own, segment === 'large' ? 'organisations' : 'answers');
      const alone = await tend.voice.measures({ ...moment, segment });
      expectMeasures(alone, own, segment === 'large' ? 'organisations' : 'answers');
    }
    const byMonth = await tend.voice.measures({ ...moment, by: 'month', limit: 1_000 });
    const months = [...new Set(counted.map(({ at }) => new Date(at).toISOString().slice(0, 7)))];
    expect(months.length).toBeGreaterThan(10);
    for (const month of months) {
      const own = counted.filter(({ at }) => new Date(at).toISOString().startsWith(month));
      expectMeasures(groupNamed(byMonth.groups, month), own, 'any');
      const span = await tend.voice.measures({ ...moment, from: month, to: month, channel: 'email', segment: 'small' });
      const email = own.filter(({ organisation }) => segments.get(organisation) === 'small');
      const wanted = email.filter((answer) =>
        answers.some(({ line, answer: one }) => one === answer && line.data['channel'] === 'email'),
      );
      expectMeasures(span, wanted, 'answers');
    }
    for (const { event } of (await tend.voice.answers({ ...moment, limit: 1 })).rows) expect(event).toBeDefined();
  });

  it.each([[{}], [{ asOf: '2026-06-30' }], [{ segment: 'small', instrument: 'csat' }]])(
    'lists the answers behind it, page by page: %j',
    async (query) => {
      const rows = [];
      let after: string | undefined;
      do {
        const page = await tend.voice.answers({ ...query, limit: 100, ...(after === undefined ? {} : { after }) });
        rows.push(...page.rows);
        after = page.next;
      } while (after !== undefined);
      expect(new Set(rows.map(({ event }) => event)).size).toBe(rows.length);
      const { surveys } = await tend.voice.measures(query);
      expect(surveys.length).toBeGreaterThan(0);
      for (const measure of surveys) {
        const behind = rows.filter((row) => textOf({ ...row, measure: 'own', n: 0, counts: [] }) === textOf(measure));
        const counts = new Map<number, number>();
        for (const { score } of behind) counts.set(score, (counts.get(score) ?? 0) + 1);
        expect(Object.fromEntries(counts)).toEqual(
          Object.fromEntries(measure.counts.map(({ score, count }) => [score, count])),
        );
      }
    },
  );

  it('draws limits over organisations that a bootstrap written apart draws too', async () => {
    const { surveys } = await tend.voice.measures({ segment: 'large', instrument: 'nps' });
    const { interval, over } = surveys.find(({ measure }) => measure === 'nps')!.figure!;
    const counted = naiveCounted(answers.map(({ answer }) => answer)).filter(
      ({ organisation, instrument }) => instrument === 'nps' && segments.get(organisation) === 'large',
    );
    const firms = [...Map.groupBy(counted, ({ organisation }) => organisation).values()];
    expect(over).toEqual({ kind: 'organisations', count: firms.length });
    let state = 12_345;
    const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const drawn = Array.from({ length: 4_000 }, () => {
      const sample = firms.flatMap(() => firms[Math.floor(chance() * firms.length)]!);
      return naiveMeasures(sample).get('nps 0 10 false')!.value;
    }).sort((a, b) => a - b);
    expect(Math.abs(interval!.low - drawn[100]!)).toBeLessThan(4);
    expect(Math.abs(interval!.high - drawn[3_899]!)).toBeLessThan(4);
  });
});
