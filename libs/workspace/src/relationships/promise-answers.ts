import type { Id } from '#core/time.js';
import type { Answered, Named, Page } from '../answered.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { Work } from '../work.js';

/** Promises of all relationships. */
export interface Promises {
  /** @throws LedgerError `invalid`, `not-found`, `cursor-expired`, `limit-exceeded`, `unavailable`, `busy`, `cancelled` */
  list(query: PromisesQuery, work?: Work): Promise<PromisesAnswer>;
}

/**
 * What is asked for; without any: what waits or is in question. `open`: waits; `due-soon`: waits, and is due soon; `overdue`:
 * past due and not known to be kept; `all`; the others as promises stand.
 */
export const promiseStates = [
  'all',
  'open',
  'due-soon',
  'overdue',
  'kept',
  'kept-late',
  'broken',
  'unconfirmed',
] as const;
export type PromiseStateAsked = (typeof promiseStates)[number];

export const promiseSides = ['ours', 'customer'] as const;
export type PromiseSide = (typeof promiseSides)[number];

export interface PromisesQuery extends MomentQuery {
  readonly state?: PromiseStateAsked;
  /** An id, or any identifier that it was ever known by. */
  readonly relationship?: string;
  /** Whose promises; ours unless told. */
  readonly by?: PromiseSide;
  readonly limit?: number;
  readonly after?: string;
}

export interface PromiseCounts {
  readonly open: number;
  readonly kept: number;
  /** Not kept by the due time, also what was kept too late. */
  readonly broken: number;
  /** The due time has passed and nobody who would know has said anything: in no rate. */
  readonly unconfirmed: number;
}

/** kept ÷ (kept + broken), with the interval of Beta(1, 1); kept apart by how it is known. */
export interface PromiseRateAnswer {
  readonly evidence: 'observed' | 'customer-confirmed' | 'self-reported';
  readonly kept: number;
  readonly broken: number;
  /** Null while none came due. */
  readonly rate: number | null;
  readonly low: number;
  readonly high: number;
}

export interface PromiseRow {
  /** Id of the event that made it. */
  readonly id: Id;
  readonly relationship?: Named;
  readonly state: string;
  readonly by: PromiseSide;
  /** Made in words, or by an order that says when it is required. */
  readonly source: 'promise' | 'order';
  readonly madeAt: string;
  readonly dueAt: string;
  readonly keptAt?: string;
  /** Until it is due; negative within the grace. */
  readonly dueInSeconds?: number;
  /** Kept too late by so much, or not kept until now. */
  readonly lateSeconds?: number;
  readonly confirmBy: string;
  /** On whose word it is kept or broken; absent while nobody knows. */
  readonly known?: 'observed' | 'customer-confirmed' | 'self-reported';
  readonly renegotiations: number;
  /** Ids of the events that say so: what made it, what gave it another due time last, and by what it is known to be kept. */
  readonly evidence: readonly Id[];
  /** What was promised, where that is recorded and may be told; `erased` where its key is gone. */
  readonly text?: string;
}

export type PromisesAnswer = Answered &
  Page<PromiseRow> & {
    readonly by: PromiseSide;
    readonly counts: PromiseCounts;
    readonly rates: readonly PromiseRateAnswer[];
  };
