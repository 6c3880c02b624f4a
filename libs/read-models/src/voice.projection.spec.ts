import { describe, expect, it, jest } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { figureOfCounts, countsOfSums } from '#measures/voice/answer-counts.js';
import { customer, duplicate, fact, given, late, retraction, type GivenFact } from '#projections/testing/testing.js';
import { voice, type VoiceView } from './voice.projection.js';

jest.setTimeout(60_000);

const higher = 'higher-is-better' as const;
const scales = { nps: { min: 0, max: 10 }, csat: { min: 1, max: 5 }, ces: { min: 1, max: 7 } };
const firm = idOf(100);

/** An answer of a person on an instrument; without a channel, as the example of the type is. */
function answer(
  at: string,
  score: number,
  { person = 101, instrument = 'nps', ...data }: Partial<EventTypes['SurveyAnswered']> & { person?: number } = {},
): GivenFact {
  const scale = scales[instrument as 'nps'] ?? scales.nps;
  return fact('SurveyAnswered', at, {
    relationships: [firm],
    parties: [customer(100), customer(person, 'contact')],
    data: { instrument, scale, polarity: higher, score, survey: idOf(1), ...data },
  });
}

const npsCell = (month: string, channel = 'unknown') => ['answers', 'nps', 0, 10, higher, channel, month];

describe('voice', () => {
  it('counts one answer of a person in 90 days, the last, in the cell of that one', async () => {
    const question = given([
      answer('2024-01-10', 3),
      answer('2024-03-01', 9),
      answer('2024-03-02', 7, { person: 102 }),
    ]);
    const asked = question.of(voice);
    await asked.asOf('2024-02-01').expectTotal(npsCell('2024-01'), { 'answers': 1, 'detractors': 1, 'score 3': 1 });
    await asked.asOf('2024-04-01').expectTotal(npsCell('2024-01'), {});
    await asked.asOf('2024-04-01').expectTotal(npsCell('2024-03'), {
      'answers': 2,
      'promoters': 1,
      'passives': 1,
      'score 7': 1,
      'score 9': 1,
    });
  });

  it('counts again what a later answer took the place of, once one after it counts instead', async () => {
    const asked = given(['2024-01-01', '2024-03-01', '2024-04-30'].map((at) => answer(at, 8))).of(voice);
    await asked.asOf('2024-03-02').expectTotal(npsCell('2024-01'), {});
    await asked.asOf('2024-05-01').expectTotal(npsCell('2024-01'), { 'answers': 1, 'passives': 1, 'score 8': 1 });
    await asked.asOf('2024-05-01').expectTotal(npsCell('2024-03'), {});
  });

  it('gives figures that are exact from totals as of any date, and none below 20 answers', async () => {
    const facts = Array.from({ length: 25 }, (_, i) => answer(`2024-0${1 + (i % 3)}-05`, i % 11, { person: 200 + i }));
    const { cells, views } = await given(facts).of(voice).asOf('2024-04-01').folded();
    const { figures } = views[firm] as VoiceView;
    const all = cells.filter(({ at }) => at[0] === 'answers').map(({ sums }) => countsOfSums(sums));
    const found = figureOfCounts({ instrument: 'nps', scale: scales.nps, polarity: higher }, all.flat());
    // 0 to 10 twice, then 0, 1 and 2: four promoters, seventeen detractors.
    expect([found.n, found.figure!.value]).toEqual([25, (100 * (4 - 17)) / 25]);
    expect(figures).toMatchObject([{ instrument: 'nps', n: 25, figure: found.figure }]);
    const few = await given(facts.slice(0, 19)).fold(voice);
    expect((few.views[firm] as VoiceView).figures).toMatchObject([{ n: 19, figure: null, mean: null }]);
  });

  it('counts apart what no figure can be made of', async () => {
    const { document, cells } = await given([
      answer('2024-01-01', 4, { instrument: 'mood' }),
      answer('2024-01-02', 4, { scale: { min: 1, max: 5 } }),
      answer('2024-01-03', 4.5),
    ]).fold(voice);
    expect(document.answers.apart).toMatchObject({ 'unknown-instrument': 1, 'other-scale': 1, 'off-scale': 1 });
    expect([document.answers.usable, document.answers.voices]).toEqual([0, []]);
    expect(cells.map(({ at }) => at.join(' '))).toEqual([
      'apart off-scale nps 2024-01',
      'apart other-scale nps 2024-01',
      'apart unknown-instrument mood 2024-01',
    ]);
  });

  it('keeps questions about effort apart, and turns satisfaction round', async () => {
    const { cells } = await given([
      answer('2024-01-01', 2, { instrument: 'CES' }),
      answer('2024-01-01', 2, {
        instrument: 'ces',
        scale: { min: 1, max: 5 },
        polarity: 'lower-is-better',
        person: 102,
      }),
      answer('2024-01-01', 1, { instrument: 'csat', polarity: 'lower-is-better', channel: 'chat' }),
    ]).fold(voice);
    expect(cells.map(({ at, sums }) => [at.slice(1, -1).join(' '), Object.keys(sums).join(' ')])).toEqual(
      [
        ['ces 1 5 lower-is-better unknown', 'answers easy score 2'],
        ['ces 0 10 higher-is-better unknown', 'answers hard score 2'],
        ['csat 1 5 higher-is-better chat', 'answers satisfied score 5'],
      ].sort(([a], [b]) => (a! < b! ? -1 : 1)),
    );
  });

  it('raises a low answer until a better one of the same person, at most 90 days', async () => {
    const low = answer('2024-01-10T09:00Z', 4);
    const again = answer('2024-02-10T09:00Z', 5);
    const other = answer('2024-02-11T09:00Z', 10, { person: 102 });
    const raised = (at: string, score: number) => ({
      kind: 'detractor',
      event: low.id,
      since: low.occurredAt,
      party: firm,
      organisation: firm,
      severity: 'warning' as const,
      instrument: 'nps',
      score,
      answeredAt: Date.parse(at),
    });
    const asked = given([low, again, other]).of(voice);
    await asked.asOf('2024-01-11').expectSignals([raised('2024-01-10T09:00Z', 4)]);
    await asked.asOf('2024-05-10').expectSignals([raised('2024-02-10T09:00Z', 5)]);
    await asked.asOf('2024-05-10T09:00Z').expectSignals([]);
    await given([low, answer('2024-01-20', 8)])
      .of(voice)
      .asOf('2024-01-21')
      .expectSignals([]);
    await given([low, late(answer('2024-01-20', 8), '2024-03-01')])
      .of(voice)
      .asOf('2024-01-21')
      .expectSignals([]);
    await given([low, duplicate(low)])
      .of(voice)
      .asOf('2024-01-11')
      .expectSignals([raised('2024-01-10T09:00Z', 4)]);
    await given([low, retraction(low, '2024-02-01')])
      .of(voice)
      .asOf('2024-01-11')
      .expectNothing();
  });

  it('raises a fall by 2 of 10 of one person until the score is back', async () => {
    const kinds = async (scores: readonly number[], people: readonly number[] = [101]) => {
      const facts = scores.map((score, i) =>
        answer(`2024-01-${10 + i}T09:00Z`, score, { person: people[i % people.length]! }),
      );
      const { signals } = await given(facts).of(voice).asOf('2024-02-01').folded();
      return (signals[firm] ?? []).map(({ kind, event }) => `${kind} ${facts.findIndex(({ id }) => id === event)}`);
    };
    expect(await kinds([10, 9])).toEqual([]);
    expect(await kinds([10, 8])).toEqual(['score-fell 1']);
    expect(await kinds([10, 8, 7])).toEqual(['score-fell 1']);
    expect(await kinds([10, 8, 9])).toEqual([]);
    expect(await kinds([10, 3])).toEqual(['detractor 1', 'score-fell 1']);
    expect(await kinds([10, 7], [101, 102])).toEqual([]);
  });

  it('shows the last score of each instrument with its change', async () => {
    const facts = [
      answer('2024-01-01', 9),
      answer('2024-02-01', 7),
      answer('2024-02-02', 4, { instrument: 'csat' }),
      answer('2024-02-03', 3, { instrument: 'csat' }),
      answer('2024-02-04', 6, { instrument: 'ces', person: 105 }),
    ];
    await given(facts).of(voice).asOf('2024-03-01').expectRow({
      nps: 7,
      npsChange: -2,
      csat: 3,
      csatChange: -2.5,
      ces: 6,
      cesChange: null,
      answers: 3,
      texts: 0,
      surveysSent: 0,
      surveysAnswered: 0,
      lowAnswers: 0,
      scoresFallen: 2,
      complaints: 0,
      openComplaints: 0,
      praise: 0,
      referrals: 0,
    });
  });

  it('holds a complaint open until its case is resolved', async () => {
    const process = { definition: 'support', dataset: 'd', case: idOf(77), activity: 'x', lifecycle: 'complete' };
    const complaint = fact('ComplaintRaised', '2024-01-01T09:00Z', { process, data: { channel: 'email' } });
    const resolved = fact('CaseResolved', '2024-06-01T09:00Z', { process });
    const reopened = fact('CaseReopened', '2024-06-03T09:00Z', { process });
    const others = fact('CaseResolved', '2024-02-01T09:00Z', { process: { ...process, case: idOf(78) } });
    const asked = given([complaint, others, resolved, reopened]).of(voice);
    const open = [expect.objectContaining({ kind: 'complaint-open', event: complaint.id, topic: 'delivery' })];
    const signalsAt = async (at: string) => Object.values((await asked.asOf(at).folded()).signals).flat();
    expect(await signalsAt('2024-05-01')).toEqual(open);
    expect(await signalsAt('2024-06-02')).toEqual([]);
    expect(await signalsAt('2024-06-04')).toEqual(open);
    await asked.asOf('2024-06-02').expectTotal(['told', 'ComplaintRaised', 'email', '2024-01'], { events: 1 });
  });

  it('lets a complaint about nothing that can be resolved lapse', async () => {
    const asked = given([fact('ComplaintRaised', '2024-01-01T09:00Z')]).of(voice);
    const kinds = async (at: string) => Object.values((await asked.asOf(at).folded()).signals).flat().length;
    expect([await kinds('2024-03-31T08:59Z'), await kinds('2024-03-31T09:00Z')]).toEqual([1, 0]);
  });

  it('counts who was asked, answered and did not, each survey once, in the month of sending', async () => {
    const sent = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'].map((at) => fact('SurveySent', at));
    const [first, second, third] = sent.map(({ id }) => id);
    const { documents, cells, views } = await given([
      ...sent,
      answer('2024-02-01', 9, { survey: first! }),
      answer('2024-02-02', 9, { survey: first! }),
      answer('2024-02-03', 9),
      fact('SurveyIgnored', '2024-02-04', { data: { survey: second! } }),
      fact('SurveyIgnored', '2024-02-05', { data: { survey: third! } }),
      answer('2024-02-06', 9, { survey: third! }),
    ]).fold(voice);
    expect(documents[firm]!.surveys).toMatchObject({ sent: 4, answered: 2, ignored: 1, unasked: 1 });
    expect(cells.find(({ at }) => at[0] === 'surveys')).toMatchObject({
      at: ['surveys', 'nps', 'survey', '2024-01'],
      sums: { sent: 4n, answered: 2n, ignored: 1n },
    });
    expect((views[firm] as VoiceView).responseRate).toMatchObject({ n: 4, share: 0.5 });
  });

  it('counts an answer of two organisations once, and says that it was double', async () => {
    const both = { ...answer('2024-01-05', 9), relationships: [idOf(100), idOf(200)] };
    const { cells, documents } = await given([both]).fold(voice);
    expect(cells.map(({ sums }) => sums)).toEqual([{ 'answers': 1n, 'promoters': 1n, 'score 9': 1n, 'double': 1n }]);
    expect(Object.values(documents).map(({ answers }) => answers.counted)).toEqual([1, 1]);
  });
});
