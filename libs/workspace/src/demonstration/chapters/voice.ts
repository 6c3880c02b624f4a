import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { hourMs, type Pen } from '../pen.js';
import { conversation } from './conversations.js';

/** How they feel about us; answers and words follow it. */
export type Mood = 'well' | 'cool' | 'hurt';

const instruments = {
  nps: { scale: { min: 0, max: 10 }, centre: { well: 9, cool: 7, hurt: 2 }, spread: 1 },
  csat: { scale: { min: 1, max: 5 }, centre: { well: 4.4, cool: 3.5, hurt: 1.4 }, spread: 0.6 },
  ces: { scale: { min: 1, max: 7 }, centre: { well: 6, cool: 4.5, hurt: 2 }, spread: 0.9 },
} as const;

/** One is sent the day before and is answered; or it is sent that day and ignored, and they write about something else. */
export function survey(pen: Pen, at: Instant, mood: Mood): void {
  const { chance } = pen;
  const instrument = chance.pick(['nps', 'nps', 'csat', 'ces'] as const);
  if (chance.happens(0.6)) {
    answered(pen, at, instrument, mood);
    return;
  }
  const survey = sent(pen, at + hourMs, instrument);
  pen.ours(
    'SurveyIgnored',
    at + 15 * dayMs,
    { channel: 'survey', instrument, automated: true },
    { references: { survey: { externalId: survey } } },
  );
  conversation(pen, at);
}

/** @param at when it is answered */
export function answered(pen: Pen, at: Instant, instrument: keyof typeof instruments, mood: Mood): void {
  const { chance } = pen;
  const survey = sent(pen, Math.max(pen.from, at - dayMs), instrument);
  const { scale, centre, spread } = instruments[instrument];
  const drawn = Math.round(
    centre[mood] + spread * (chance.uniform() + chance.uniform() + chance.uniform() - 1.5) * 1.4,
  );
  const score = Math.max(scale.min, Math.min(scale.max, drawn));
  const data = { channel: 'survey', instrument, scale, polarity: 'higher-is-better', score };
  pen.theirs('SurveyAnswered', at, data, { references: { survey: { externalId: survey } }, summary: 'An answer' });
}

function sent(pen: Pen, at: Instant, instrument: string): string {
  const data = { channel: 'survey', direction: 'outbound', instrument, automated: true };
  return pen.ours('SurveySent', at, data, { summary: 'A survey' });
}

export function praise(pen: Pen, at: Instant): void {
  const topic = pen.chance.pick(['support', 'delivery', 'quality']);
  pen.theirs('PraiseGiven', at, { channel: 'email', direction: 'inbound', topic }, { summary: 'Well done' });
  if (pen.chance.happens(0.4))
    pen.theirs('ReferralMade', at + hourMs, { channel: 'email' }, { summary: 'A word to a friend' });
}
