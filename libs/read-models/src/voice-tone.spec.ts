import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { measuredSentiment } from '#core/measured-data.js';
import { idOf } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { customer, duplicate, fact, given, late, retraction, type GivenFact } from '#projections/testing/testing.js';
import { pack } from '#read-store/packing.js';
import { addTone, toneTotals, type ToneTally } from './voice-tone.js';
import { voice, type VoiceView } from './voice.projection.js';

jest.setTimeout(60_000);

const firm = idOf(100);
const measured = (value: number) => ({ value, ...measuredSentiment, confidence: 0.9, span: 100 });
const theirs = { parties: [customer(100), customer(101, 'contact')], relationships: [firm] };

function text(at: string, value?: number, data: object = {}, type: EventType = 'MessageReceived'): GivenFact {
  const sentiment = value === undefined ? {} : { sentiment: measured(value) };
  const said = { channel: 'email', ...sentiment, ...data };
  const made = fact(type, at, { ...theirs, actor: idOf(101), data: said });
  return 'sentiment' in said ? made : withoutSentiment(made);
}

/** The example of a type may have one. */
function withoutSentiment(made: GivenFact): GivenFact {
  const { sentiment: _none, ...data } = made.data as { sentiment?: object };
  return { ...made, data };
}

const cell = (channel = 'email', month = '2024-01', by = 'measured') => ['tone', by, channel, month];

describe('the tone of what customers write', () => {
  it('is counted by class, per channel and month, with what is missing', async () => {
    const asked = given([
      text('2024-01-01', 0.1),
      text('2024-01-02', 0.9),
      text('2024-01-03', 0),
      text('2024-01-04', -0.1),
      text('2024-01-05'),
      text('2024-01-06', -1, { channel: 'chat' }),
      text('2024-02-01', -1),
    ]).of(voice);
    await asked.asOf('2024-03-01').expectTotal(cell(), { positive: 2, neutral: 1, negative: 1, missing: 1 });
    await asked.asOf('2024-03-01').expectTotal(cell('chat'), { negative: 1 });
    await asked.asOf('2024-03-01').expectTotal(cell('email', '2024-02'), { negative: 1 });
    const { views } = await asked.asOf('2024-03-01').folded();
    const none = { by: 'measured', positive: 0, neutral: 0, negative: 0, missing: 0 };
    expect((views[firm] as VoiceView).tones).toEqual([
      { ...none, channel: 'email', month: '2024-01', n: 4, positive: 2, neutral: 1, negative: 1, missing: 1 },
      { ...none, channel: 'chat', month: '2024-01', n: 1, negative: 1 },
      { ...none, channel: 'email', month: '2024-02', n: 1, negative: 1 },
    ]);
  });

  it('is of what they wrote alone, and missing of nothing that may hold no text', async () => {
    const process = { definition: 'support', dataset: 'd', case: idOf(77), activity: 'x', lifecycle: 'complete' };
    const { cells } = await given([
      text('2024-01-01', 1, { automated: true }),
      text('2024-01-01', 1, { bulk: true }),
      text('2024-01-01', 1, { bounce: true }),
      text('2024-01-01', 1, { visibility: 'internal' }),
      text('2024-01-01', undefined, { channel: 'phone' }),
      text('2024-01-01', undefined, {}, 'PraiseGiven'),
      fact('CaseOpened', '2024-01-01', { ...theirs, process, data: { openedBy: 'ours', sentiment: measured(1) } }),
    ]).fold(voice);
    expect(cells.filter(({ at }) => at[0] === 'tone')).toEqual([]);
  });

  it('is of complaints, praise, referrals and answers too, beside what these count otherwise', async () => {
    const asked = given([
      text('2024-01-01', -1, {}, 'ComplaintRaised'),
      text('2024-01-01', 1, {}, 'PraiseGiven'),
      text('2024-01-01', 1, {}, 'ReferralMade'),
      text('2024-01-01', 0, { instrument: 'mood', scale: { min: 0, max: 1 }, score: 1 }, 'SurveyAnswered'),
    ]).of(voice);
    const then = asked.asOf('2024-02-01');
    await then.expectTotal(cell(), { negative: 1, positive: 2, neutral: 1 });
    await then.expectTotal(['told', 'ComplaintRaised', 'email', '2024-01'], { events: 1 });
    await then.expectTotal(['apart', 'unknown-instrument', 'mood', '2024-01'], { answers: 1 });
  });

  it('is told apart by who says it: capture, the source, or a person beside it', async () => {
    const message = text('2024-01-01', -0.5);
    const sentiment = { value: 0.6, scorer: 'person', version: '1', confidence: 1 };
    const asked = given([
      message,
      text('2024-01-02', undefined, { sentiment: { ...sentiment, scorer: 'desk' } }),
      fact('TouchpointAnnotated', '2024-01-03', { ...theirs, data: { target: message.id, sentiment } }),
      withoutSentiment(fact('TouchpointAnnotated', '2024-01-03', { ...theirs, data: { target: message.id } })),
    ]).of(voice);
    const then = asked.asOf('2024-02-01');
    await then.expectTotal(cell(), { negative: 1 });
    await then.expectTotal(cell('email', '2024-01', 'source'), { positive: 1 });
    await then.expectTotal(cell('unknown', '2024-01', 'person'), { positive: 1 });
  });

  it('counts an event once in totals, whatever comes late, doubled or taken back', async () => {
    const [first, second, third] = ['2024-01-01', '2024-01-02', '2024-01-03'].map((at) => text(at, 1));
    const both = { ...first!, relationships: [firm, idOf(200)] };
    const facts = [both, late(second!, '2024-03-01'), duplicate(both), third!, retraction(third!, '2024-01-20')];
    const asked = given(facts).of(voice);
    await asked.asOf('2024-04-01').expectTotal(cell(), { positive: 2, double: 1 });
    const { views } = await asked.asOf('2024-04-01').folded();
    for (const [relationship, positive] of [
      [firm, 2],
      [idOf(200), 1],
    ] as const)
      expect((views[relationship] as VoiceView).tones).toMatchObject([{ positive }]);
  });

  it('is the count of texts by class, whatever comes, and in bounded room', () => {
    const event = (day: number, channel: string, value: number, share = 1) => ({
      ...text('2024-01-01', value, { channel }),
      occurredAt: day * 86_400_000,
      share,
    });
    const drawn = fc.tuple(
      fc.nat(900),
      fc.constantFrom('email', 'chat', 'web'),
      fc.integer({ min: -10, max: 10 }),
      fc.constantFrom(0, 1),
    );
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 60 }), (all) => {
        const tallies: ToneTally[] = [];
        const counted = new Map<string, number>();
        for (const [day, channel, tenths, share] of all) {
          addTone(tallies, event(day, channel, tenths / 10, share) as never, 'UTC');
          const month = new Date(day * 86_400_000).toISOString().slice(0, 7);
          const tone = tenths > 0 ? 'positive' : tenths < 0 ? 'negative' : 'neutral';
          const name = `tone measured ${channel} ${month} ${share === 0 ? 'double' : tone}`;
          counted.set(name, (counted.get(name) ?? 0) + 1);
        }
        const held = toneTotals(tallies).flatMap(({ at, add = {} }) =>
          Object.entries(add).flatMap(([name, sum]) => (sum > 0 ? [[`${at.join(' ')} ${name}`, sum] as const] : [])),
        );
        expect(new Map(held)).toEqual(counted);
      }),
    );
    const many: ToneTally[] = [];
    for (let day = 0; day < 40_000; day += 30)
      for (const channel of ['email', 'chat', 'web', 'social']) addTone(many, event(day, channel, 1) as never, 'UTC');
    expect(pack(many).length).toBeLessThan(150_000);
    expect(many.reduce((sum, { positive }) => sum + positive, 0)).toBe(4 * Math.ceil(40_000 / 30));
  });
});
