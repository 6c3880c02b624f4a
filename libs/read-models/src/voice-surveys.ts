import type { Id } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { placeOf, type Tally } from './tallies.js';
import { monthOf } from './voice-answers.js';

/** Surveys whose outcome is remembered: an answer to one that was forgotten counts as one that nobody asked for. */
export const surveysMax = 1_000;

/** Who was asked and answered (`response-rate.ts`), counted event by event: plain JSON of bounded size. */
export interface Surveys {
  sent: number;
  /** Of those sent, each once. */
  answered: number;
  /** Closed without an answer, and not answered after all. */
  ignored: number;
  /** Answers to no survey that is known to have been sent. */
  unasked: number;
  /** The latest last. */
  known: { readonly id: Id; state: 'sent' | 'answered' | 'ignored'; readonly tally: number }[];
  tallies: SurveyTally[];
}

/** By `surveys, instrument, channel, month` of the sending. */
export interface SurveyTally extends Tally {
  sent: number;
  answered: number;
  ignored: number;
}

export function noSurveys(): Surveys {
  return { sent: 0, answered: 0, ignored: 0, unasked: 0, known: [], tallies: [] };
}

export function surveySent(surveys: Surveys, event: Fact<'SurveySent'>, zone: string): void {
  const { instrument, channel = 'unknown' } = event.data;
  const double = event.share === 0;
  const none = { double, sent: 0, answered: 0, ignored: 0 };
  const fine = { at: ['surveys', instrument.toLowerCase(), channel, monthOf(event.occurredAt, zone)], ...none };
  const tally = placeOf<SurveyTally>(surveys.tallies, fine, { at: ['surveys', 'any', 'any', 'any'], ...none });
  surveys.known.push({ id: event.id, state: 'sent', tally });
  if (surveys.known.length > surveysMax) surveys.known.shift();
  add(surveys, tally, 'sent', 1);
}

export function surveyAnswered(surveys: Surveys, survey: Id | undefined): void {
  const known = survey === undefined ? undefined : surveys.known.findLast(({ id }) => id === survey);
  if (known === undefined) return void surveys.unasked++;
  if (known.state === 'answered') return;
  if (known.state === 'ignored') add(surveys, known.tally, 'ignored', -1);
  add(surveys, known.tally, 'answered', 1);
  known.state = 'answered';
}

export function surveyIgnored(surveys: Surveys, survey: Id | undefined): void {
  const known = survey === undefined ? undefined : surveys.known.findLast(({ id }) => id === survey);
  if (known?.state !== 'sent') return;
  add(surveys, known.tally, 'ignored', 1);
  known.state = 'ignored';
}

function add(surveys: Surveys, tally: number, what: 'sent' | 'answered' | 'ignored', by: 1 | -1): void {
  surveys[what] += by;
  const counted = surveys.tallies[tally];
  if (counted !== undefined) counted[what] += by;
}
