import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { portfolioLines } from '#workspace/demonstration/portfolio-lines.js';
import type { LocalTend } from '#workspace/local-tend.js';
import { fileOf, testFolder } from '#workspace/testing.js';
import type { VoiceGroup, VoiceMeasure, VoiceMeasures } from '#workspace/voice/voice-answers.js';
import { naiveCounted, naiveMeasures, type NaiveAnswer } from './naive-voice.js';

jest.setTimeout(300_000);

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
      .map((line) => JSON.parse(line) as Line)
      // Who is of which kind and segment is said below.
      .filter(({ type }) => type !== 'RelationshipClassified');
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
    part: 'part' | 'whole' = 'part',
  ) {
    const wanted = naiveMeasures(counted);
    const found = surveys.filter(({ measure }) => measure !== 'own');
    expect(found.map(textOf).sort()).toEqual([...wanted.keys()].sort());
    for (const measure of found) {
      const naive = wanted.get(textOf(measure))!;
      expect(measure.n).toBe(naive.n);
      if (part === 'part' && naive.n < 5) {
        expect(measure).toMatchObject({ counts: [], suppressed: true });
        expect([measure.figure, measure.mean]).toEqual([undefined, undefined]);
        continue;
      }
      expect(measure).not.toHaveProperty('suppressed');
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
    groups!.find(({ group }) => group === name) ?? {
      surveys: [],
      responses: [],
      tone: [],
      replies: {} as never,
      effort: { n: 0, unopened: 0, uncontacted: 0, forgotten: 0, lost: 0 },
    };

  it.each([
    ['now', undefined],
    ['of a day of the past', '2026-06-30'],
  ])('is the same %s: whole, by segment and by month', async (_name, asOf) => {
    const until = asOf === undefined ? Infinity : Date.parse(`${asOf}T23:59:59.999Z`);
    const counted = naiveCounted(answers.map(({ answer }) => answer).filter(({ at }) => at <= until));
    expect(counted.length).toBeGreaterThan(150);
    const moment = asOf === undefined ? {} : { asOf };
    const bySegment = await tend.voice.measures({ ...moment, by: 'segment' });
    expectMeasures(bySegment, counted, 'organisations', 'whole');
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
    expect((await tend.voice.answers({ ...moment, limit: 1 })).rows).toHaveLength(1);
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
