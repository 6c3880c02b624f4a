import { isInstant, type Instant } from '#core/time.js';
import { isCustomers } from '#domain/acts.js';
import type { AnyFact, Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { daysLate } from '#measures/promises/promise-outcome.js';
import {
  isInQuestion,
  isWaiting,
  promiseAt,
  promiseDeadline,
  promiseKept,
  promiseMade,
  promiseNotKept,
  promiseRenegotiated,
  unmadePromise,
  type Evidence,
  type PromiseState,
  type PromiseTerms,
} from '#measures/promises/promise-state.js';
import { contributionOf, latenessMs, timeLeftMs } from '#measures/promises/promise-totals.js';
import { begunBy, defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context, Signal, SignalOnset } from '#projections/definition/definition.js';

const dayMs = 86_400_000;

/**
 * Every promise, from its making to kept, kept late, broken or unconfirmed. What these mean says definitions.md §1.6, and
 * `promise-state.ts` where it comes to an instant. An order that says by when it is required is a promise of ours, and its
 * delivery keeps it; a part delivered keeps nothing.
 *
 * **One document a promise**: the key is the relationship and, within it, the id of the event that made the promise. So a
 * document stays small however many promises there are, each is a row that lists filter by state and due time, and what
 * names only the promise finds it, as long as it is of a party of the same relationship. What names one that is not known
 * here makes a document of its own, `unmade`: it counts in nothing but `['unmade']`. Among those are deliveries of orders
 * without a required date.
 *
 * **At the due time** (and `graceHours` more, for a connector to report) what nobody has said to be kept is `broken` if a
 * connector was to confirm it and the feed that brought the promise was up then, at both ends of the grace; otherwise it
 * is `unconfirmed`: a question, in no rate, until somebody says that it was kept or was not (`PromiseNotKept`: broken, by
 * that word). What is reported late still counts by when it was done.
 *
 * **Row**: `state`, `by` (whose promise), `source` (`promise` or `order`), `madeAt`, `dueAt`, `keptAt`, `lateMs` of one
 * kept too late, `confirmBy`, `evidence` of what is known, `renegotiations`, and the ids of the events that these rest on
 * beside the one that made it: `keptEvent`, by whose word it was kept, `notKeptEvent`, by whose word it was not, and
 * `movedEvent`, the last that gave it another due time (or, agreed too late, broke it). What drifts is in the view: `dueInMs`, `lateMs` up to now, `daysLate` in days of the
 * zone.
 *
 * **Totals**: `contributionOf`, to be read with `tallyOfCells` and `promiseRates`, at any date. A promise of several
 * relationships counts once.
 *
 * **Signals** (a proposal, not calibrated): `promise-due-soon`, `dueSoonDays` before the due time, 0: never;
 * `promise-broken` and `promise-unconfirmed`, until it is made good or answered, or the due time is `openDays` past
 * (§1.4 calls a breach open so long). They begin with the event that made the promise, one episode each, and stand since
 * the due time, or since it was near: what was due long before it was imported is history, and no news.
 */
export const promises = defineProjection({
  name: 'promises',
  purpose: 'relationship-analysis',
  key: { by: 'relationship', within: promiseOf },
  feeds: true,
  parameters: { zone: 'UTC', graceHours: 0, dueSoonDays: 2, openDays: 90 },
  initial: () => ({
    promise: unmadePromise(),
    source: null as 'promise' | 'order' | null,
    /** Which feed would have seen that it was kept. */
    connector: null as string | null,
    onset: null as SignalOnset | null,
    /** Id of the event whose word it is that it was kept, that it was not, and of the one that gave it its due time last. */
    keptEvent: null as string | null,
    notKeptEvent: null as string | null,
    movedEvent: null as string | null,
    /** Whether totals count it here: they do in the first of its relationships. */
    isCounted: true,
    isDueSoon: false,
    isPast: false,
  }),
  on: {
    ...ignoring(TouchpointEvents, RelationshipEvents, AdministrativeEvents),
    PromiseMade: (doc, event) => {
      const { by, dueAt, confirmBy } = event.data;
      make(doc, event, 'promise', { at: event.occurredAt, by, dueAt, confirmBy });
    },
    OrderPlaced: (doc, event) => {
      const { requiredBy } = event.data;
      if (requiredBy === undefined) return;
      const confirmBy = wordOf(event);
      make(doc, event, 'order', { at: event.occurredAt, by: 'ours', dueAt: requiredBy, confirmBy });
    },
    PromiseRenegotiated: (doc, event) => {
      const promise = promiseRenegotiated(doc.promise, event.occurredAt, event.data.dueAt);
      if (promise.renegotiations !== doc.promise.renegotiations) doc.movedEvent = event.id;
      doc.promise = promise;
      doc.isDueSoon = false;
      // What had been due before it was made may have been a question for long, and is open again.
      if (isWaiting(doc.promise)) doc.isPast = false;
    },
    PromiseKept: (doc, event) => {
      keep(doc, event, event.data.confirmedBy);
    },
    PromiseNotKept: (doc, event) => {
      const promise = promiseNotKept(doc.promise, event.occurredAt, event.data.confirmedBy);
      if (promise !== doc.promise) doc.notKeptEvent = event.id;
      doc.promise = promise;
    },
    Delivered: (doc, event) => {
      if (event.data.partial !== true) keep(doc, event, wordOf(event));
    },
  },
  deadline: nextDeadline,
  onDeadline: (doc, at, ctx) => {
    if (isWaiting(doc.promise) && at >= promiseDeadline(doc.promise, graceMsOf(ctx))!) {
      doc.promise = promiseAt(doc.promise, at, isFeedUp(doc, at, ctx));
      // It may have become known, or been made, only long after it was due.
      doc.isPast = at >= closesAt(doc, ctx);
    } else if (isWaiting(doc.promise)) doc.isDueSoon = true;
    else doc.isPast = true;
  },
  view: ({ promise }, t, ctx) => ({
    dueInMs: timeLeftMs(promise, t) ?? null,
    lateMs: latenessMs(promise, t) ?? null,
    daysLate: daysLate(promise, t, ctx.parameters.zone) ?? null,
  }),
  index: ({ promise, source, keptEvent, notKeptEvent, movedEvent }) => ({
    state: promise.status,
    by: promise.by,
    source,
    madeAt: promise.madeAt,
    dueAt: promise.dueAt,
    keptAt: promise.keptAt,
    lateMs: latenessMs(promise) ?? null,
    confirmBy: promise.confirmBy,
    evidence: promise.evidence,
    renegotiations: promise.renegotiations,
    keptEvent,
    notKeptEvent,
    movedEvent,
  }),
  rollup: ({ promise, isCounted }, ctx) => (isCounted ? [contributionOf(promise, ctx.parameters.zone)] : []),
  signals: signalsOf,
});

/** The document: what `initial` gives. */
interface PromiseDocument {
  promise: PromiseState;
  source: 'promise' | 'order' | null;
  connector: string | null;
  onset: SignalOnset | null;
  keptEvent: string | null;
  notKeptEvent: string | null;
  movedEvent: string | null;
  isCounted: boolean;
  isDueSoon: boolean;
  isPast: boolean;
}

interface Parameters {
  readonly graceHours: number;
  readonly dueSoonDays: number;
  readonly openDays: number;
}

/** The promise that an event makes or is about: the id of the event that made it. */
function promiseOf(event: AnyFact): readonly string[] {
  switch (event.type) {
    case 'PromiseMade':
      return [event.id];
    case 'OrderPlaced':
      return event.data.requiredBy === undefined ? [] : [event.id];
    case 'PromiseRenegotiated':
    case 'PromiseKept':
    case 'PromiseNotKept':
      return [event.data.promise];
    case 'Delivered':
      return event.data.order === undefined ? [] : [event.data.order];
    default:
      return [];
  }
}

function make(doc: PromiseDocument, event: Fact, source: 'promise' | 'order', terms: PromiseTerms): void {
  doc.promise = promiseMade(doc.promise, terms);
  doc.source = source;
  doc.connector = event.source.connector;
  doc.onset = begunBy(event);
  doc.isCounted = event.share === 1;
}

/** The event is evidence where its word is the strongest until now, or the first of those. */
function keep(doc: PromiseDocument, event: Fact, by: Evidence): void {
  const promise = promiseKept(doc.promise, event.occurredAt, by);
  if (promise.keptBy !== doc.promise.keptBy) doc.keptEvent = event.id;
  doc.promise = promise;
}

/** Whose word a delivery is: the source's own where a machine wrote it down (`connector:csv`, `key:…`), else a person's. */
function wordOf(event: Fact): Evidence {
  if (event.recorder.includes(':')) return 'connector';
  return isCustomers(event) ? 'customer' : 'actor';
}

function nextDeadline(doc: PromiseDocument, ctx: Context<Parameters>): Instant | undefined {
  const { promise, isDueSoon, isPast } = doc;
  if (promise.dueAt === null || isPast) return undefined;
  const over = promiseDeadline(promise, graceMsOf(ctx));
  if (over === null) return isInQuestion(promise) ? written(closesAt(doc, ctx)) : undefined;
  const soon = soonAt(doc, ctx);
  return !isDueSoon && soon < promise.dueAt && isInstant(soon) ? soon : written(over);
}

function soonAt({ promise }: PromiseDocument, ctx: Context<Parameters>): number {
  return promise.dueAt! - Math.round(ctx.parameters.dueSoonDays * dayMs);
}

/** From when on a breach, or a question, is history. */
function closesAt({ promise }: PromiseDocument, ctx: Context<Parameters>): number {
  return promise.dueAt! + Math.round(ctx.parameters.openDays * dayMs) + 1;
}

/** What is due beyond the years that can be written is never past. */
function written(at: number): Instant | undefined {
  return isInstant(at) ? at : undefined;
}

function graceMsOf(ctx: Context<Parameters>): number {
  return Math.max(0, Math.round(ctx.parameters.graceHours * 3_600_000));
}

function isFeedUp({ connector, promise }: PromiseDocument, at: Instant, ctx: Context<Parameters>): boolean {
  return connector !== null && ctx.feeds.up(connector, promise.dueAt!) && ctx.feeds.up(connector, at);
}

function signalsOf(doc: PromiseDocument, ctx: Context<Parameters>): readonly Signal[] {
  const { promise, source, onset, isDueSoon, isPast } = doc;
  const { status, by, dueAt, madeAt } = promise;
  if (onset === null || isPast) return [];
  const shown = { ...onset, since: dueAt!, by, source, dueAt };
  if (status === 'broken')
    return [{ ...shown, kind: 'promise-broken', severity: by === 'ours' ? 'warning' : 'notice' }];
  if (status === 'unconfirmed') return [{ ...shown, kind: 'promise-unconfirmed', severity: 'notice' }];
  if (!isDueSoon || !isWaiting(promise)) return [];
  return [{ ...shown, since: Math.max(soonAt(doc, ctx), madeAt!), kind: 'promise-due-soon', severity: 'notice' }];
}
