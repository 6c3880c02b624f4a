import type { Severity } from '#core/severities.js';
import type { Instant } from '#core/time.js';
import type { TodayRank, TodayThing } from './today-answers.js';

/**
 * By what things are ranked: gravity first. A proposal, not calibrated: what we owe and have not done before what runs out,
 * that before who turns away, that before what is asked, and last what is good to know. A kind that is not here has the
 * gravity of its severity.
 */
export const ranking: readonly TodayRank[] = [
  {
    gravity: 1,
    because: 'We owe it to them and are late: what we broke or left unanswered weighs most.',
    kinds: [
      'promise-broken',
      'customer-unanswered',
      'unanswered',
      'betrayal',
      'play-of-betrayal',
      'complaint-open',
      'target-breached',
    ],
  },
  {
    gravity: 2,
    because: 'It runs out within days: done in time it costs least.',
    kinds: ['promise-due', 'promise-due-soon', 'customer-waiting', 'target-at-risk', 'renewal-due-now'],
  },
  {
    gravity: 3,
    because: 'They are turning away, or told us that something is wrong.',
    kinds: [
      'play-of-decline',
      'silence',
      'decline',
      'detractor',
      'score-fell',
      'dissatisfied',
      'hard-effort',
      'champion-lost',
    ],
  },
  {
    gravity: 4,
    because: 'Somebody has to answer or decide, and nothing is lost yet.',
    kinds: ['promise-unconfirmed', 'promise-of-theirs', 'renewal-due', 'need-untouched', 'goal-overdue', 'our-silence'],
  },
  {
    gravity: 5,
    because: 'It is good to know, and can wait.',
    kinds: [
      'play',
      'process-deviation',
      'single-threaded',
      'knowledge-risk',
      'growth',
      'outreach-unanswered',
      'dissolved',
    ],
  },
];

const byKind = new Map(ranking.flatMap((rank) => rank.kinds.map((kind) => [kind, rank] as const)));
const gravityOfSeverity: Readonly<Record<Severity, number>> = { critical: 2, warning: 3, notice: 5 };

export function rankOf(kind: string, severity: Severity): TodayRank {
  return byKind.get(kind) ?? ranking.find(({ gravity }) => gravity === gravityOfSeverity[severity])!;
}

/** What a thing is ranked by. */
export interface Ranked {
  readonly gravity: number;
  readonly value?: TodayThing['value'] | undefined;
  readonly dueAt: Instant | null;
  readonly since: Instant;
  /** No two things have the same. */
  readonly matter: string;
}

/**
 * The first thing first: the gravest; of those whose relationship has the higher value; of those what is, or was, due
 * first, and what has no due time behind it, the latest news first.
 */
export function compareThings(a: Ranked, b: Ranked): number {
  return (
    a.gravity - b.gravity ||
    placeOfValue(a.value) - placeOfValue(b.value) ||
    compareDue(a.dueAt, b.dueAt) ||
    b.since - a.since ||
    (a.matter < b.matter ? -1 : a.matter > b.matter ? 1 : 0)
  );
}

function placeOfValue(value: Ranked['value']): number {
  return value === 'top-tenth' ? 0 : value === 'under-contract' ? 1 : 2;
}

function compareDue(a: Instant | null, b: Instant | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a - b;
}

/** Share of the relationships under contract of one currency that are told as the highest. */
const topShare = 0.1;

/**
 * The values of relationships as classes. Amounts of different currencies are never compared: each is placed among those of
 * its own. Who is under contract of no amount, or of several currencies, is under contract.
 */
export function valueClasses(
  contracts: Iterable<{
    readonly key: string;
    readonly inForce: number;
    readonly currency: string | null;
    readonly value: number | null;
  }>,
): ReadonlyMap<string, NonNullable<TodayThing['value']>> {
  const classes = new Map<string, NonNullable<TodayThing['value']>>();
  const byCurrency = new Map<string, { readonly key: string; readonly value: number }[]>();
  for (const { key, inForce, currency, value } of contracts) {
    if (inForce === 0) continue;
    classes.set(key, 'under-contract');
    if (currency === null || value === null) continue;
    const own = byCurrency.get(currency) ?? [];
    if (own.length === 0) byCurrency.set(currency, own);
    own.push({ key, value });
  }
  for (const own of byCurrency.values()) {
    own.sort((a, b) => b.value - a.value || (a.key < b.key ? -1 : 1));
    for (const { key } of own.slice(0, Math.ceil(own.length * topShare))) classes.set(key, 'top-tenth');
  }
  return classes;
}
