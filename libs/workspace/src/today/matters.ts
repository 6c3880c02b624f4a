import type { Severity } from '#core/severities.js';
import type { Id, Instant } from '#core/time.js';
import type { PlayOfRelationship } from '../plays/recommended-plays.js';
import { rankOf } from './ranking.js';

/** One source's word on a matter. */
export interface Told {
  /** What it is about: words on one matter become one thing. */
  readonly matter: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly relationship?: Id | undefined;
  readonly since: Instant;
  readonly dueAt: Instant | null;
  readonly says: { readonly why: string; readonly todo: string; readonly question?: string };
  readonly evidence: readonly Id[];
  /** Of a signal. */
  readonly signal?: string;
  /** Of what is recommended. */
  readonly play?: PlayOfRelationship;
}

/** A matter with all that is told of it, the gravest word first. */
export interface Matter {
  readonly lead: Told;
  readonly told: readonly Told[];
  readonly gravity: number;
  readonly because: string;
  readonly dueAt: Instant | null;
}

export function promiseMatter(promise: Id): string {
  return `promise/${promise}`;
}

/** The promise that a matter is. */
export function promiseOfMatter(matter: string): Id | undefined {
  return matter.startsWith('promise/') ? matter.slice('promise/'.length) : undefined;
}

export function waitMatter(message: Id, relationship: Id): string {
  return `wait/${message}/${relationship}`;
}

export function contractMatter(contract: Id): string {
  return `contract/${contract}`;
}

/** How a relationship goes: a silence, a decline, and what is recommended to do about them are one matter. */
export function courseMatter(relationship: Id): string {
  return `course/${relationship}`;
}

/**
 * Words on matters, gathered into things. What somebody has taken on, put off or dealt with takes the other words on its
 * matter with it, but for a play: that is answered by itself.
 * @param settled matters of which a signal is not new any more, or is history
 */
export function mattersOf(told: Iterable<Told>, settled: ReadonlySet<string>): readonly Matter[] {
  const byMatter = new Map<string, Told[]>();
  for (const one of told) {
    const isNews = one.signal !== undefined || one.play !== undefined;
    if (!isNews && settled.has(one.matter)) continue;
    const known = byMatter.get(one.matter);
    if (known === undefined) byMatter.set(one.matter, [one]);
    else known.push(one);
  }
  return [...byMatter.values()].map(matterOf);
}

function matterOf(told: Told[]): Matter {
  const ranked = told
    .map((one, place) => ({ one, place, rank: rankOf(one.kind, one.severity) }))
    // Of equal ones what a signal says: it can be dealt with by its id.
    .sort(
      (a, b) =>
        a.rank.gravity - b.rank.gravity ||
        Number(a.one.signal === undefined) - Number(b.one.signal === undefined) ||
        a.place - b.place,
    );
  const [{ one: lead, rank }] = ranked as [(typeof ranked)[0]];
  const due = told.flatMap(({ dueAt }) => dueAt ?? []);
  return {
    lead,
    told: ranked.map(({ one }) => one),
    gravity: rank.gravity,
    because: rank.because,
    dueAt: lead.dueAt ?? (due.length === 0 ? null : Math.min(...due)),
  };
}
