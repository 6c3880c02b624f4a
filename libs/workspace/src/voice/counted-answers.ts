import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import { actingPeople, type ActingSide } from '#domain/acts.js';
import { upcast } from '#domain/upcasting.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { questionOf, type Question } from '#measures/voice/answer-counts.js';
import { latestAnswers } from '#measures/voice/latest-answers.js';
import type { ApartReason, SurveyAnswer } from '#measures/voice/survey-answer.js';
import type { Pieces } from '#projections/calls/pieces.js';
import { monthOf } from '#read-models/voice-answers.js';
import { eventsOfRelationship } from '../ledger/belonging.js';
import type { Workspace } from '../workspace.js';
import { takeHeldEvents, type SaidUntil } from './held-events.js';

/** An answer as it was recorded, and what it is to the measures. */
export interface GivenAnswer extends SurveyAnswer {
  readonly event: Id;
  readonly sequence: number;
  readonly relationship: Id;
  readonly channel: string;
  readonly month: string;
  /** The scale and the score as they are counted, or why the answer is in no measure. */
  readonly counted: (Question & { readonly score: number }) | ApartReason;
}

export type AnswersUntil = SaidUntil;

/** What an answer that a measure is made of is counted as; undefined for one in no measure. */
export function countedAs({ counted }: GivenAnswer): Exclude<GivenAnswer['counted'], ApartReason> | undefined {
  return typeof counted === 'string' ? undefined : counted;
}

/**
 * The answers of a relationship that count in its measures, in the order of time: of one person to one instrument the last,
 * and reaching back one in 90 days. Those that are counted in another relationship are not among them.
 */
export function* countedAnswersOf(
  workspace: Workspace,
  relationship: Id,
  until: AnswersUntil,
): Pieces<readonly GivenAnswer[]> {
  return countedAmong(yield* answersOfRelationship(workspace, relationship, until), relationship);
}

/** The same, and those to questions of one's own, which are in no measure. */
export function* allAnswersOf(
  workspace: Workspace,
  relationship: Id,
  until: AnswersUntil,
): Pieces<readonly GivenAnswer[]> {
  const answers = yield* answersOfRelationship(workspace, relationship, until);
  const own = answers.filter((answer) => isOwn(answer) && answer.relationship === relationship);
  return [...countedAmong(answers, relationship), ...latestAnswers(own)];
}

/** All answers that a measure could be made of, of every relationship, in the order of time: of those of one person the last alone counts. */
export function* usableAnswersOf(workspace: Workspace, until: AnswersUntil): Pieces<readonly GivenAnswer[]> {
  const events = workspace.ledger.readDimension('type', 'SurveyAnswered');
  return (yield* answersAmong(workspace, events, until)).filter((answer) => countedAs(answer) !== undefined);
}

/** The answers in no measure, to questions of one's own: of one person to one instrument one in 90 days counts. */
export function* ownAnswersOf(workspace: Workspace, until: AnswersUntil): Pieces<readonly GivenAnswer[]> {
  const events = workspace.ledger.readDimension('type', 'SurveyAnswered');
  const own = (yield* answersAmong(workspace, events, until)).filter(isOwn);
  // Persons are told apart within a relationship, as the projection tells them.
  const each = Map.groupBy(own, ({ relationship }) => relationship);
  return [...each.values()].flatMap((answers) => latestAnswers(answers));
}

function answersOfRelationship(
  workspace: Workspace,
  relationship: Id,
  until: AnswersUntil,
): Pieces<readonly GivenAnswer[]> {
  return answersAmong(workspace, eventsOfRelationship(workspace, relationship, { known: until.known }), until);
}

function countedAmong(answers: readonly GivenAnswer[], relationship: Id): readonly GivenAnswer[] {
  const usable = answers.filter((answer) => countedAs(answer) !== undefined);
  return latestAnswers(usable).filter((answer) => answer.relationship === relationship);
}

function isOwn({ counted }: GivenAnswer): boolean {
  return counted === 'unknown-instrument' || counted === 'other-scale';
}

/** Those of some events that are answers, which hold, had been given and were known by then, and may be used. */
function* answersAmong(
  workspace: Workspace,
  events: Iterable<RecordedEvent>,
  until: AnswersUntil,
): Pieces<readonly GivenAnswer[]> {
  const answers: GivenAnswer[] = [];
  yield* takeHeldEvents(workspace, 'SurveyAnswered', events, until, (event, [relationship]) => {
    answers.push(answerIn(event, relationship!, workspace.directory.zone));
  });
  return answers;
}

function answerIn(event: RecordedEvent, relationship: Id, zone: string): GivenAnswer {
  const given = upcast(event);
  const data = given.data as EventTypes['SurveyAnswered'];
  const { instrument, scale, polarity, score, channel = 'unknown' } = data;
  const found = questionOf({ ...data, at: given.occurredAt });
  return {
    instrument,
    scale,
    polarity,
    score,
    at: given.occurredAt,
    person: actingPeople(given, theirs).theirs[0],
    event: event.id,
    sequence: event.sequence,
    relationship,
    channel,
    month: monthOf(given.occurredAt, zone),
    counted: typeof found === 'string' ? found : { ...found.question, score: found.score },
  };
}

const theirs: ReadonlySet<ActingSide> = new Set<ActingSide>(['theirs']);
