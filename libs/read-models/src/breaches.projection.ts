import { isInstant, type Id, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { conversationsOf } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';
import { replyStepOf, replyStepTypes } from '#domain/reply-steps.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import {
  closeBreach,
  closeBreachesIn,
  openBreach,
  reopenBreachesIn,
  type Breach,
  type BreachKind,
} from '#measures/phases/breaches.js';
import type { PhaseEvent } from '#measures/phases/phase.js';
import {
  isWaiting,
  promiseAt,
  promiseDeadline,
  promiseKept,
  promiseMade,
  promiseNotKept,
  promiseRenegotiated,
  unmadePromise,
  type PromiseState,
} from '#measures/promises/promise-state.js';
import { begunBy, defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context } from '#projections/definition/definition.js';
import { handlingSome } from './handling.js';

/** Of more promises that wait than this the oldest are followed no more, and counted in `notFollowed`. */
const promisesMax = 100;

/**
 * Which breaches of ours stand open in each relationship: a promise of ours that the clock or
 * somebody's word broke, a complaint, an escalation, at most `openDays` old (definitions.md §1.4, row 2). They close, and begin again, by the rules of
 * `measures/phases/breaches.ts`: a promise when it is kept after all, the others when their matter or case is resolved.
 * An apology closes none. The phases go by the same breaches; whether it became a betrayal says `trajectory`.
 *
 * Beside them promises of ours (`PromiseMade`; orders with a due date are in `promises` alone): `promisesOpen` wait for
 * their due time, `promisesBroken` passed it, by the word of their connector or of somebody who says so,
 * within `openDays` and were not made good.
 *
 * **Row**: `open`, `kinds` of these, `since` of the oldest, `event` that began it; `promisesOpen`, `nextPromiseAt`,
 * `promisesBroken`. **Cell** `open`: relationships with an open breach, and breaches.
 */
export const breaches = defineProjection({
  name: 'breaches',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  feeds: true,
  parameters: { openDays: 90 },
  initial: () => ({ breaches: [] as Breach[], promises: [] as Promised[], notFollowed: 0 }),
  on: {
    ...handlingSome(
      (doc: BreachesDocument, event: Fact) => followMatter(doc, event),
      (type) => replyStepTypes.has(type),
      TouchpointEvents,
    ),
    ...ignoring(RelationshipEvents, AdministrativeEvents),
    ComplaintRaised: (doc, event) => begin(doc, event, 'complaint'),
    CaseEscalated: (doc, event) => begin(doc, event, 'escalation'),
    PromiseMade: (doc, event) => {
      const { by, dueAt, confirmBy } = event.data;
      if (by !== 'ours') return;
      const state = promiseMade(unmadePromise(), { at: event.occurredAt, by, dueAt, confirmBy });
      doc.promises.push({ id: event.id, begun: begunBy(event), connector: event.source.connector, state });
      if (doc.promises.length <= promisesMax) return;
      doc.promises.shift();
      doc.notFollowed++;
    },
    PromiseRenegotiated: (doc, event) => {
      const known = doc.promises.find(({ id }) => id === event.data.promise);
      if (known === undefined) return;
      const before = known.state.status;
      known.state = promiseRenegotiated(known.state, event.occurredAt, event.data.dueAt);
      if (before !== 'broken' && known.state.status === 'broken') broken(doc, known, event.occurredAt);
    },
    PromiseKept: (doc, event) => {
      const { promise: id } = event.data;
      const known = doc.promises.find((promise) => promise.id === id);
      if (known === undefined) return;
      known.state = promiseKept(known.state, event.occurredAt, event.data.confirmedBy);
      doc.promises = doc.promises.filter((promise) => promise !== known);
      closeBreach(doc.breaches, id);
    },
    PromiseNotKept: (doc, event) => {
      const known = doc.promises.find(({ id }) => id === event.data.promise);
      if (known === undefined) return;
      const before = known.state.status;
      known.state = promiseNotKept(known.state, event.occurredAt, event.data.confirmedBy);
      if (before !== 'broken' && known.state.status === 'broken') broken(doc, known, event.occurredAt);
    },
  },
  deadline: (doc, ctx) => {
    const next = Math.min(
      ...doc.promises.map(({ state }) => promiseDeadline(state) ?? state.dueAt! + openMs(ctx) + 1),
      ...doc.breaches.slice(0, 1).map(({ at }) => at + openMs(ctx) + 1),
    );
    return isInstant(next) ? next : undefined;
  },
  onDeadline: (doc, at, ctx) => {
    for (const promise of doc.promises) {
      const due = promiseDeadline(promise.state);
      if (due === null || due > at) continue;
      promise.state = promiseAt(promise.state, at, ctx.feeds.up(promise.connector, due - 1));
      if (promise.state.status === 'broken') broken(doc, promise, at);
    }
    doc.breaches = doc.breaches.filter((breach) => at - breach.at <= openMs(ctx));
    const isOld = (breach: Promised): boolean => at - breach.state.dueAt! > openMs(ctx);
    doc.promises = doc.promises.filter((promise) => isWaiting(promise.state) || !isOld(promise));
  },
  index: ({ breaches: known, promises, notFollowed }) => {
    const open = known.filter((breach) => breach.open);
    const waiting = promises.filter(({ state }) => isWaiting(state));
    return {
      open: open.length,
      kinds: [...new Set(open.map(({ kind }) => kind))].join('\n'),
      since: open[0]?.at ?? null,
      event: open[0]?.begun.event ?? null,
      promisesOpen: waiting.length,
      nextPromiseAt: waiting.reduce<Instant | null>(
        (least, { state }) => (least !== null && least <= state.dueAt! ? least : state.dueAt),
        null,
      ),
      promisesBroken: promises.filter(({ state }) => state.status === 'broken').length,
      notFollowed,
    };
  },
  rollup: ({ breaches: known }) => {
    const open = known.filter((breach) => breach.open).length;
    return open === 0 ? [] : [{ at: ['open'], add: { relationships: 1, breaches: open } }];
  },
});

interface Promised {
  readonly id: Id;
  readonly begun: PhaseEvent;
  readonly connector: string;
  state: PromiseState;
}

/** The document: breaches by age, the oldest first. */
interface BreachesDocument {
  breaches: Breach[];
  promises: Promised[];
  notFollowed: number;
}

function begin(doc: BreachesDocument, event: Fact, kind: BreachKind): void {
  const begun = begunBy(event);
  openBreach(doc.breaches, { kind, id: event.id, at: event.occurredAt, begun, conversations: conversationsOf(event) });
}

/** It names no conversation: that a case ends does not keep the promise that was made in it. */
function broken({ breaches: known }: BreachesDocument, { id, begun }: Promised, at: Instant): void {
  openBreach(known, { kind: 'broken-promise', id, at, begun: { ...begun }, conversations: [] });
}

function followMatter(doc: BreachesDocument, event: Fact): void {
  if (doc.breaches.length === 0) return;
  const step = replyStepOf(event);
  if (step === 'closed') closeBreachesIn(doc.breaches, conversationsOf(event));
  else if (step?.startsWith('reopened') === true) reopenBreachesIn(doc.breaches, conversationsOf(event));
}

function openMs({ parameters }: Context<{ readonly openDays: number }>): number {
  return Math.round(parameters.openDays * dayMs);
}
