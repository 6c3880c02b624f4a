import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { factOf } from '#domain/fact.js';
import { eventOf, idOf } from '#domain/testing.js';
import type { EventType, EventTypes } from '#domain/vocabulary.js';
import { countsOfSums, type ScoreCount } from '#measures/voice/answer-counts.js';
import { summarizeSurveys } from '#measures/voice/survey-summary.js';
import { customer } from '#projections/testing/testing.js';
import { pack } from '#read-store/packing.js';
import { foldAll } from './testing.js';
import { voice } from './voice.projection.js';

const day = 86_400_000;
const higher = 'higher-is-better' as const;
const scales = { nps: { min: 0, max: 10 }, csat: { min: 1, max: 5 }, ces: { min: 1, max: 7 } };
const textsOf = (polarity: string, counts: readonly ScoreCount[]): string[] =>
  counts.flatMap(({ score, count }) => Array.from({ length: count }, () => `${polarity} ${score}`));
const inOrder = (texts: string[]): string[] => texts.sort((a, b) => (a < b ? -1 : 1));

describe('answers in a document', () => {
  it('count what all of them at once count', () => {
    const drawnAnswer = fc.record({
      day: fc.nat(500),
      person: fc.integer({ min: 101, max: 103 }),
      instrument: fc.constantFrom('nps', 'csat', 'ces', 'mood'),
      polarity: fc.constantFrom('higher-is-better' as const, 'lower-is-better' as const),
      score: fc.nat(8),
      channel: fc.constantFrom('email' as const, 'web' as const),
    });
    fc.assert(
      fc.property(fc.array(drawnAnswer, { maxLength: 40 }), (drawn) => {
        const ordered = drawn.toSorted((a, b) => a.day - b.day);
        const events = ordered.map(({ day: on, person, instrument, ...data }, i) =>
          eventOf('SurveyAnswered', {
            id: idOf(i),
            sequence: i,
            ordinal: i,
            occurredAt: on * day,
            parties: [customer(100), customer(person, 'contact')],
            relationships: [idOf(100)],
            data: { instrument, scale: scales[instrument as 'nps'] ?? scales.nps, ...data },
          }),
        );
        const summary = summarizeSurveys(
          events.map(({ data, occurredAt: at, parties }) => ({
            ...(data as EventTypes['SurveyAnswered']),
            at,
            person: parties[1]!.id,
          })),
        );
        const cells = foldAll(voice, events).cells('answers');
        const scoresOf = (instrument: string): string[] => {
          const ofIt = cells.filter(({ at }) => at[1] === instrument);
          return inOrder(ofIt.flatMap(({ at, sums }) => textsOf(String(at[4]), countsOfSums(sums))));
        };
        expect(scoresOf('nps')).toEqual(inOrder(textsOf(higher, summary.nps.answers)));
        expect(scoresOf('csat')).toEqual(inOrder(textsOf(higher, summary.csat.answers)));
        const efforts = summary.ces.flatMap(({ polarity, answers }) => textsOf(polarity, answers));
        expect(scoresOf('ces')).toEqual(inOrder(efforts));
      }),
    );
  });

  it('stay small with very many people, all of whom fell, and everything else there is', () => {
    const ctx = { parameters: voice.parameters!, valid: () => undefined, feeds: { up: () => true } };
    const doc = voice.initial(ctx);
    const handle = (type: EventType, number: number, data: object): void => {
      const event = eventOf(type, {
        id: idOf(number),
        occurredAt: 1_200_000_000_000 + number * (day / 5),
        parties: [{ id: idOf(1_000_000 + (number % 700)), role: 'contact', side: 'customer' }],
        matter: idOf(number),
        data,
      });
      const fact = factOf(event, 1, { party: event.parties[0]!.id, organisation: idOf(100) });
      (voice.on[type as 'SurveySent'] as (doc: object, event: object, ctx: object) => void)(doc, fact, ctx);
    };
    const channelOf = (number: number): string => ['email', 'web', 'phone', 'chat', 'survey'][number % 5]!;
    for (let number = 0; number < 20_000; number++) {
      const [channel, score] = [channelOf(number), Math.floor(number / 700) % 2 === 0 ? 10 - (number % 2) : number % 7];
      handle('SurveyAnswered', number, { channel, instrument: 'nps', scale: scales.nps, polarity: higher, score });
      handle('SurveySent', number, { channel, instrument: `own ${number % 7}` });
      if (number % 50 === 0) handle('ComplaintRaised', number, { topic: 'x'.repeat(200), severity: 'y'.repeat(200) });
    }
    expect(pack(doc).length).toBeLessThan(1_000_000);
    expect([doc.answers.voices.length, doc.answers.usable]).toEqual([600, 20_000]);
    expect(voice.rollup!(doc, ctx).length).toBeLessThan(4_096);
    expect(voice.signals!(doc, ctx).length).toBeGreaterThan(256);
  });
});
