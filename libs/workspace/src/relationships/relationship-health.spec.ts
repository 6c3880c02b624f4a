import { describe, expect, it } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import { idOf } from '#domain/testing.js';
import { customer, fact, published, type GivenFact } from '#projections/testing/testing.js';
import { FoldOne } from '#read-models/fold-one.js';
import { health } from '#read-models/health.projection.js';
import { sentencesOf } from '../signals/signal-sentences.js';
import { relationshipHealth } from './relationship-health.js';

const start = Date.parse('2024-01-01T09:00Z');
const onDay = (day: number): number => start + day * dayMs;
const weekly = Array.from({ length: 20 }, (_, i) => fact('MessageReceived', onDay(7 * i)));
const presentation = { nameOf: (id: string) => ({ id, name: `Name of ${id.slice(-2)}` }), zone: 'Europe/Vienna' };

const answered = (facts: readonly GivenFact[], day: number) => {
  const { document, view } = new FoldOne(health).fold(facts, onDay(day));
  return relationshipHealth(document, view, presentation);
};

describe('what is told of the health of a relationship', () => {
  it('is the number, what it is made of, and why it changed, the latest first', () => {
    const complaint = fact('ComplaintRaised', onDay(133), { matter: idOf(7) });
    const assessment = fact('AssessmentGiven', onDay(134), {
      actor: idOf(1),
      parties: [customer(100)],
      data: { level: 1 },
    });
    const told = answered([...weekly, complaint, assessment], 134.5);
    expect(told).toMatchObject({
      coverage: 7 / 13,
      at: '2024-05-13T11:00:00.000+02:00',
      model: { version: '0', label: 'proposal, not calibrated' },
      olderChanges: 0,
      hindsightParameters: false,
      assessments: [
        {
          by: { id: idOf(1), name: 'Name of 01' },
          level: 1,
          at: '2024-05-14T11:00:00.000+02:00',
          event: assessment.id,
        },
      ],
      disagreement: 'assessed-worse',
    });
    expect(told.contributions.at(-1)).toEqual({
      signal: 'complaints',
      label: 'Open complaints',
      definition: expect.stringMatching(/^Complaints and escalations/),
      value: 1,
      unit: 'open',
      score: 30,
      weight: 2,
      contribution: expect.closeTo((2 * (30 - 50)) / 7, 12),
      evidence: [complaint.id],
    });
    expect(told.changes[0]).toEqual({
      at: '2024-05-13T11:00:00.000+02:00',
      from: 77,
      to: 63,
      sentence: '77 → 63 on 2024-05-13',
      parts: [
        {
          kind: 'value',
          signal: 'complaints',
          label: 'Open complaints',
          points: -14,
          evidence: [complaint.id],
          sentence: '−14 open complaints',
        },
      ],
      model: '0',
      hindsightParameters: false,
    });
    expect(told.changes.at(-1)).toMatchObject({ from: null, parts: [{ kind: 'coverage' }] });
    expect(told.absent.map(({ label }) => label)).toEqual(['Promises kept', 'Their answers', 'First reply']);
  });

  it('leaves out what there is not, and names signals of others that a model wants', () => {
    const signals = [{ signal: 'payments', weight: 1, map: [{ raw: 0, score: 0 }] }];
    const model = published('HealthModelPublished', onDay(-1), { version: 'b', signals });
    expect(answered([model, fact('NoteAdded', onDay(0))], 1)).toEqual({
      value: null,
      coverage: 0,
      contributions: [],
      absent: [{ signal: 'payments' }],
      changes: [],
      olderChanges: 0,
      sentence: 'no number: what is known covers 0 % of its weight, and below 50 % none is told; missing: payments',
      model: { version: 'b', sentence: 'model vb' },
      hindsightParameters: false,
      feedDown: false,
      assessments: [],
    });
  });

  it('is told in a sentence where it fell', () => {
    const asked = (day: number, score: number): GivenFact =>
      fact('SurveyAnswered', onDay(day), { data: { instrument: 'nps', scale: { min: 0, max: 10 }, score } });
    const complaint = fact('ComplaintRaised', onDay(133), { matter: idOf(7) });
    const { signals } = new FoldOne(health).fold([...weekly, asked(126, 10), complaint, asked(134, 3)], onDay(135));
    const [fall] = signals;
    // (3·80 + 2·70 + 2·100 + 2·80)/9 and, with five contact-days in four weeks, (3·80 + 2·71⅔ + 2·20 + 2·30)/9.
    expect(sentencesOf('health', fall!, 'UTC', onDay(135))).toEqual({
      why: 'Their health fell from 82 to 54 within 30 days, and no single signal made most of it.',
      todo: 'See what changed it, and ask them.',
    });
  });
});
