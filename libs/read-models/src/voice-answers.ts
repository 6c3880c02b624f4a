import { dayOf, type Instant } from '#core/time.js';
import { actingPeople, type ActingSide } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';
import { addCount, isLow, questionOf, scoreOfTen, type Question } from '#measures/voice/answer-counts.js';
import { addToRun, runAnswersMax } from '#measures/voice/answer-run.js';
import type { ApartReason, Instrument } from '#measures/voice/survey-answer.js';
import { begunBy } from '#projections/definition/define-projection.js';
import type { SignalOnset } from '#projections/definition/definition.js';
import { placeOf, type Tally } from './tallies.js';

/** People whose latest answers are remembered, and answers of theirs in all: those longest silent give way. */
export const voicesMax = 600;
export const voiceAnswersMax = 5_000;
/** A fall by so much of ten is one (definitions.md §1.4, row 2). */
export const fallOfTen = 2;

/** What the answers of a relationship come to: plain JSON of bounded size. */
export interface Answers {
  /** Those that can be measured, and those of them that count. */
  usable: number;
  counted: number;
  /** Those in no measure, by why; `too-many-cells`: of a relationship that was asked very many different questions. */
  apart: Record<ApartReason | 'too-many-cells', number>;
  /** Who answered, the latest last. */
  voices: Voice[];
  tallies: AnswerTally[];
  /** The last answer to each instrument, whoever gave it. */
  latest: LatestAnswer[];
}

/** One person (null: nobody knows who) on one instrument. */
export interface Voice {
  readonly person: string | null;
  readonly instrument: Instrument;
  readonly run: RunAnswer[];
  /** Since when this person's answers are low ones. */
  low: SignalOnset | null;
  /** Since when their score lies 2 of 10 or more below `from`, from where it fell. */
  fell: { readonly onset: SignalOnset; readonly from: number } | null;
}

interface RunAnswer {
  readonly at: Instant;
  readonly score: number;
  readonly tally: number;
}

/** Answers that count, by `answers, instrument, least, greatest, polarity, channel, month`. */
export interface AnswerTally extends Tally {
  /** As totals take them (`addCount`): kept so because they are looked at after every event. */
  readonly sums: Record<string, number>;
}

export interface LatestAnswer {
  readonly instrument: Instrument;
  readonly score: number;
  readonly at: Instant;
  /** Of ten, against the same person's answer to the same question before it; null when there is none. */
  readonly change: number | null;
}

export function noAnswers(): Answers {
  const apart = { 'unknown-instrument': 0, 'other-scale': 0, 'off-scale': 0, 'no-time': 0, 'too-many-cells': 0 };
  return { usable: 0, counted: 0, apart, voices: [], tallies: [], latest: [] };
}

/** Takes an answer in, in fold order. @param zone of the months */
export function addAnswer(answers: Answers, event: Fact<'SurveyAnswered'>, zone: string): void {
  const at = event.occurredAt;
  const found = questionOf({ ...event.data, at });
  if (typeof found === 'string') return void answers.apart[found]++;
  const { question, score } = found;
  const tally = tallyOf(answers.tallies, question, event, zone);
  if (tally < 0) return void answers.apart['too-many-cells']++;
  answers.usable++;
  const voice = voiceOf(answers.voices, whoAnswered(event), question.instrument);
  const change = follow(voice, answers.tallies, question, score, begunBy(event));
  const { counts, countsNoMore } = addToRun(voice.run, { at, score, tally });
  for (const answer of countsNoMore) count(answers, answer, -1);
  for (const answer of counts) count(answers, answer, 1);
  answers.latest = answers.latest.filter(({ instrument }) => instrument !== question.instrument);
  answers.latest.push({ instrument: question.instrument, score, at, change });
  forgetLongestSilent(answers.voices);
}

/** Takes the signals of those away whose last answer was given by then. */
export function lapseAnswers(voices: readonly Voice[], lastBy: Instant): void {
  for (const voice of voices) {
    if (voice.run.at(-1)!.at > lastBy) return;
    voice.low = null;
    voice.fell = null;
  }
}

/** The question that the answers of a cell are to. */
export function questionOfTally({ at }: AnswerTally): Question {
  const [, instrument, min, max, polarity] = at as [string, Instrument, number, number, Question['polarity']];
  return { instrument, scale: { min, max }, polarity };
}

export function monthOf(at: Instant, zone: string): string {
  return dayOf(at, zone).slice(0, 7);
}

const theirs: ReadonlySet<ActingSide> = new Set<ActingSide>(['theirs']);

function whoAnswered(event: Fact): string | null {
  return actingPeople(event, theirs).theirs[0] ?? null;
}

function tallyOf(tallies: AnswerTally[], question: Question, event: Fact<'SurveyAnswered'>, zone: string): number {
  const { instrument, scale, polarity } = question;
  const asked = ['answers', instrument, scale.min, scale.max, polarity];
  const double = event.share === 0;
  const month = monthOf(event.occurredAt, zone);
  const fine = { at: [...asked, event.data.channel ?? 'unknown', month], double, sums: {} };
  return placeOf<AnswerTally>(tallies, fine, { at: [...asked, 'any', 'any'], double, sums: {} });
}

/** Whoever answers stands last. Of nobody known nobody knows that it is the same. */
function voiceOf(voices: Voice[], person: string | null, instrument: Instrument): Voice {
  const known = voices.findLastIndex((voice) => voice.person === person && voice.instrument === instrument);
  const voice: Voice =
    known < 0 || person === null ? { person, instrument, run: [], low: null, fell: null } : voices.splice(known, 1)[0]!;
  voices.push(voice);
  return voice;
}

/** Whether the signals of a person begin, go on or end with an answer; and by how much of ten their score changed. */
function follow(
  voice: Voice,
  tallies: readonly AnswerTally[],
  question: Question,
  score: number,
  onset: SignalOnset,
): number | null {
  voice.low = isLow(question, score) ? (voice.low ?? onset) : null;
  const now = scoreOfTen(question, score);
  if (voice.fell !== null && now > voice.fell.from - fallOfTen) voice.fell = null;
  const last = voice.run.at(-1);
  if (last === undefined || !isSameQuestion(questionOfTally(tallies[last.tally]!), question)) return null;
  const before = scoreOfTen(question, last.score);
  if (voice.fell === null && before - now >= fallOfTen) voice.fell = { onset: { ...onset }, from: before };
  return now - before;
}

function isSameQuestion(a: Question, b: Question): boolean {
  return a.scale.min === b.scale.min && a.scale.max === b.scale.max && a.polarity === b.polarity;
}

function count(answers: Answers, { tally, score }: RunAnswer, by: 1 | -1): void {
  answers.counted += by;
  const counted = answers.tallies[tally]!;
  addCount(counted.sums, questionOfTally(counted), score, by);
}

function forgetLongestSilent(voices: Voice[]): void {
  if (voices.length <= voiceAnswersMax / runAnswersMax) return;
  let held = voices.reduce((sum, { run }) => sum + run.length, 0);
  while (voices.length > voicesMax || held > voiceAnswersMax) held -= voices.shift()!.run.length;
}
