import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { actingPeople, conversationsOf, isCustomers, mayAct, type ActingSide } from '#domain/acts.js';
import type { AnyFact, Fact } from '#domain/fact.js';
import { replyStepTypes } from '#domain/reply-steps.js';
import { addAbsence } from '#measures/calendar/absences.js';
import { signalDays } from '#measures/health/health-signals.js';
import { openBreach, type BreachKind } from '#measures/phases/breaches.js';
import { outcomeOf } from '#measures/promises/promise-outcome.js';
import {
  promiseAt,
  promiseDeadline,
  promiseKept,
  promiseMade,
  promiseNotKept,
  promiseRenegotiated,
  unmadePromise,
  type Evidence,
  type PromiseTerms,
} from '#measures/promises/promise-state.js';
import { questionOf, scoreOfTen } from '#measures/voice/answer-counts.js';
import { begunBy } from '#projections/definition/define-projection.js';
import { takeContact, takeReply, type HealthContext } from './health-contact.js';
import type { HealthDocument, KeptPromise } from './health-document.js';
import { evaluate } from './health-value.js';
import { learnItself } from './relationship-itself.js';
import { absencesThatMatter, segmentOfAll } from './trajectory-terms.js';

/** Of more than these the oldest are forgotten. */
const promisesKept = 100;
const answersKept = 100;
const assessmentsKept = 20;

/** Types that say more than that there was contact, or that somebody waits. */
const meaningTypes = [
  'ComplaintRaised',
  'CaseEscalated',
  'SurveyAnswered',
  'AbsenceAnnounced',
  'PromiseMade',
  'OrderPlaced',
  'PromiseRenegotiated',
  'PromiseKept',
  'PromiseNotKept',
  'Delivered',
] as const;
const meaningful: ReadonlySet<string> = new Set(meaningTypes);
type Meaning = Extract<AnyFact, { readonly type: (typeof meaningTypes)[number] }>;

/** Whether a touchpoint of a type can say anything about health. */
export function saysSomething(type: string): boolean {
  return mayAct(type) || replyStepTypes.has(type) || meaningful.has(type);
}

/** Takes a touchpoint: as contact, as a step of waiting, and for what else it says; and evaluates where that changes something. */
export function takeTouchpoint(doc: HealthDocument, event: Fact, ctx: HealthContext): void {
  const known = learn(doc, event);
  const contact = takeContact(doc, event, ctx);
  const reply = takeReply(doc, event, ctx);
  const meaning = meaningful.has(event.type) && takeMeaning(doc, event as Meaning);
  if (known || contact || reply || meaning) evaluate(doc, event.occurredAt, ctx, event);
}

/** What kind of relationship it is decides which signals apply and by which rhythm it is judged. */
export function classify(doc: HealthDocument, event: Fact<'RelationshipClassified'>, ctx: HealthContext): void {
  const { kind, segment = segmentOfAll } = event.data;
  doc.kind = kind;
  doc.segment = segment;
  doc.classified = event.id;
  learn(doc, event);
  evaluate(doc, event.occurredAt, ctx, event);
}

/** @returns whether somebody who counted as a person turned out to be the firm itself */
function learn(doc: HealthDocument, event: Fact): boolean {
  const before = doc.itself;
  doc.itself = learnItself(before, event);
  if (doc.itself === before) return false;
  return doc.kind === 'b2b' && doc.people.some(({ id }) => doc.itself.includes(id) && !before.includes(id));
}

/** What a person thinks stands beside what is computed, and changes nothing of it. */
export function assess(doc: HealthDocument, event: Fact<'AssessmentGiven'>): void {
  const { actor: by, data, occurredAt: at, id } = event;
  const others = doc.assessments.filter((one) => one.by !== by);
  doc.assessments = [...others, { by, level: data.level, at, event: id }].slice(-assessmentsKept);
}

/** Time has passed: promises come due. */
export function passPromises(doc: HealthDocument, at: Instant, ctx: HealthContext): void {
  if (doc.promiseDueAt === null || doc.promiseDueAt > at) return;
  for (const promise of doc.promises) {
    const over = promiseDeadline(promise.state);
    if (over === null || over > at) continue;
    const isUp = ctx.feeds.up(promise.connector, promise.state.dueAt!) && ctx.feeds.up(promise.connector, at);
    promise.state = promiseAt(promise.state, at, isUp);
    decide(promise, at, null);
  }
  doc.promiseDueAt = nextDue(doc.promises);
}

/** @returns whether a signal has to be measured anew */
function takeMeaning(doc: HealthDocument, event: Meaning): boolean {
  switch (event.type) {
    case 'ComplaintRaised':
      return addBreach(doc, 'complaint', event);
    case 'CaseEscalated':
      return addBreach(doc, 'escalation', event);
    case 'SurveyAnswered':
      return addAnswer(doc, event);
    case 'AbsenceAnnounced': {
      const since = doc.rhythm.latest?.since ?? event.occurredAt;
      doc.absences = absencesThatMatter(addAbsence(doc.absences, event.data), since);
      return true;
    }
    case 'PromiseMade':
      return makePromise(doc, event, { at: event.occurredAt, ...event.data });
    case 'OrderPlaced': {
      const { requiredBy: dueAt } = event.data;
      if (dueAt === undefined) return false;
      return makePromise(doc, event, { at: event.occurredAt, by: 'ours', dueAt, confirmBy: wordOf(event) });
    }
    case 'PromiseRenegotiated':
      return movePromise(doc, event.data.promise, event, ({ state }) =>
        promiseRenegotiated(state, event.occurredAt, event.data.dueAt),
      );
    case 'PromiseKept':
      return movePromise(doc, event.data.promise, event, ({ state }) =>
        promiseKept(state, event.occurredAt, event.data.confirmedBy),
      );
    case 'PromiseNotKept':
      return movePromise(doc, event.data.promise, event, ({ state }) =>
        promiseNotKept(state, event.occurredAt, event.data.confirmedBy),
      );
    case 'Delivered':
      if (event.data.partial === true || event.data.order === undefined) return false;
      return movePromise(doc, event.data.order, event, ({ state }) =>
        promiseKept(state, event.occurredAt, wordOf(event)),
      );
  }
}

function addBreach(doc: HealthDocument, kind: BreachKind, event: Fact): boolean {
  const at = event.occurredAt;
  // Too old to count, open or not: who complains of the same once more is heard.
  if (doc.breaches.length > 0) doc.breaches = doc.breaches.filter((one) => at - one.at < signalDays.complaints * dayMs);
  const breach = { kind, id: event.id, at, begun: begunBy(event), conversations: conversationsOf(event) };
  return openBreach(doc.breaches, breach);
}

const theirs: ReadonlySet<ActingSide> = new Set<ActingSide>(['theirs']);

function addAnswer(doc: HealthDocument, event: Fact<'SurveyAnswered'>): boolean {
  const found = questionOf({ ...event.data, at: event.occurredAt });
  if (typeof found === 'string') return false;
  const person = actingPeople(event, theirs).theirs[0] ?? null;
  const known = person === null ? -1 : doc.answers.findLastIndex((answer) => answer.person === person);
  if (known >= 0) doc.answers.splice(known, 1);
  const score = scoreOfTen(found.question, found.score);
  doc.answers.push({ person, score, at: event.occurredAt, event: event.id });
  if (doc.answers.length > answersKept) doc.answers.shift();
  return true;
}

function makePromise(doc: HealthDocument, event: Fact, terms: PromiseTerms): boolean {
  if (terms.by !== 'ours') return false;
  const state = promiseMade(unmadePromise(), terms);
  const { id, source } = event;
  forgetPromises(doc, event.occurredAt);
  doc.promises.push({ id, connector: source.connector, state, decidedAt: null, by: null });
  if (doc.promises.length > promisesKept) doc.promises.shift();
  doc.promiseDueAt = nextDue(doc.promises);
  return false;
}

function movePromise(
  doc: HealthDocument,
  id: Id,
  event: Fact,
  moved: (promise: KeptPromise) => KeptPromise['state'],
): boolean {
  const promise = doc.promises.findLast((one) => one.id === id);
  if (promise === undefined) return false;
  const before = outcomeOf(promise.state).outcome;
  promise.state = moved(promise);
  decide(promise, event.occurredAt, event.id);
  doc.promiseDueAt = nextDue(doc.promises);
  return outcomeOf(promise.state).outcome !== before;
}

function decide(promise: KeptPromise, at: Instant, by: Id | null): void {
  const { outcome } = outcomeOf(promise.state);
  if (promise.decidedAt !== null || (outcome !== 'kept' && outcome !== 'broken')) return;
  promise.decidedAt = at;
  promise.by = by;
}

/** Those that count no more, and those so long a question that no answer is to be expected. */
function forgetPromises(doc: HealthDocument, at: Instant): void {
  const since = at - signalDays.promises * dayMs;
  const matters = ({ decidedAt, state }: KeptPromise): boolean => (decidedAt ?? state.dueAt!) > since;
  if (!doc.promises.every(matters)) doc.promises = doc.promises.filter(matters);
}

function nextDue(promises: readonly KeptPromise[]): Instant | null {
  let next = Infinity;
  for (const { state } of promises) next = Math.min(next, promiseDeadline(state) ?? Infinity);
  return next === Infinity ? null : next;
}

/** Whose word an order or a delivery is: the source's own where a machine wrote it down, else a person's. */
function wordOf(event: Fact): Evidence {
  if (event.recorder.includes(':')) return 'connector';
  return isCustomers(event) ? 'customer' : 'actor';
}
