import { voiceDefinitions } from '#workspace/voice/voice-definitions.js';
import type { CountedAnswersAnswer, VoiceAnswer, VoiceMeasure } from '#workspace/voice/voice-answers.js';
import { answered } from './canned-portfolio.js';

const scale = { min: 0, max: 10 };
const counts = [
  { score: 6, count: 10 },
  { score: 10, count: 15 },
];
const nps: VoiceMeasure = {
  measure: 'nps',
  instrument: 'nps',
  scale,
  polarity: 'higher-is-better',
  n: 25,
  counts,
  mean: 8.4,
  figure: { value: 20, interval: { low: -17.5, high: 54.25 }, over: { kind: 'organisations', count: 21 } },
};
const mood: VoiceMeasure = { ...nps, measure: 'own', instrument: 'mood', n: 2, counts: [{ score: 3, count: 2 }] };
const { mean: _mean, figure: _figure, ...fewMood } = mood;
const taken = (mean: number, p90 = 0) => ({ counts: [], mean, median: 0, p90 });
const nothing = { n: 0, replied: 0, neverAnswered: 0, waiting: 0, late: 0 };

/** Nobody has told anything. */
export const noVoice: VoiceAnswer = {
  ...answered,
  asked: { by: 'month' },
  surveys: [],
  responses: [],
  replies: { first: nothing, next: nothing },
  tone: [],
  effort: { n: 0, unopened: 0, uncontacted: 0, forgotten: 0, lost: 0 },
  groups: [],
  groupsTotal: 0,
  choices: { instruments: [], segments: [], channels: [] },
  apart: [],
  double: 0,
  unclassified: 0,
  definitions: voiceDefinitions,
  example: { type: 'SurveyAnswered', id: 'answer-1' },
};

const { example: _example, ...withAnswers } = noVoice;
const measures = {
  surveys: [nps, fewMood],
  responses: [{ instrument: 'nps', sent: 40, answered: 20, ignored: 0, rate: { share: 0.5, low: 0.352, high: 0.648 } }],
  replies: {
    first: { ...nothing, n: 3, replied: 2, waiting: 1, medianSeconds: 7_200, neverAnsweredShare: 0 },
    next: nothing,
  },
  told: { complaints: 4, praise: 1, referrals: 0 },
  tone: [{ by: 'measured' as const, n: 9, missing: 4, positive: 6, neutral: 2, negative: 1 }],
  effort: {
    n: 25,
    unopened: 3,
    uncontacted: 0,
    forgotten: 7,
    lost: 2,
    firstContact: { share: 0.8, low: 0.609, high: 0.911 },
    took: {
      repeatContacts: taken(0.24, 1),
      channelSwitches: taken(0),
      transfers: taken(0.2, 0.6),
      reopenings: taken(0),
    },
  },
  escalations: {
    n: 26,
    contactDays: 1_040,
    rate: { per100: 2.5, low: 1.633, high: 3.663 },
    tiers: [{ tier: 2, n: 25 }, { n: 1 }],
    toOwner: { n: 25, owned: 23, closed: 1, waiting: 1, lost: 1, medianSeconds: 10_800 },
  },
};

export const cannedVoice: VoiceAnswer = {
  ...withAnswers,
  ...measures,
  groups: [
    { ...measures, group: '2026-09' },
    { ...measures, group: '2026-10', surveys: [fewMood] },
  ],
  groupsTotal: 2,
  choices: { instruments: ['mood', 'nps'], segments: ['all', 'large'], channels: [] },
  unclassified: 3,
};

export const cannedAnswers: CountedAnswersAnswer = {
  ...answered,
  rows: [
    {
      event: '00000000-0000-8000-8000-000000000001',
      sequence: 1,
      relationship: { id: 'r-1', name: 'Amber Mills' },
      person: { id: 'p-1', name: 'Ana' },
      answeredAt: '2026-10-01T10:00:00.000Z',
      instrument: 'nps',
      scale,
      polarity: 'higher-is-better',
      score: 10,
      verbatim: 'Quick and friendly',
    },
  ],
};
