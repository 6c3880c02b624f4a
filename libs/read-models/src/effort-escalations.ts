import type { Id, Instant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import type { Contribution } from '#projections/definition/definition.js';
import { placeOf, type Tally } from './tallies.js';

/** Waits whose lengths are remembered; older ones stay counted. */
export const waitsMax = 3_000;

/** Escalations of a relationship and how long they waited for an owner: plain JSON of bounded size. */
export interface Escalations {
  tallies: EscalationTally[];
  remembered: number;
}

/** By `escalations, tier, month`; the tier is `none` where the event has none. */
export interface EscalationTally extends Tally {
  escalations: number;
  /** How many of them had an owner, and how many were closed without one. The others wait, or name no matter … */
  owned: number;
  closed: number;
  /** … or waited when their matter was forgotten. */
  lost: number;
  /** Elapsed time in ms, in the order in which they ended. */
  ownedMs: number[];
  closedMs: number[];
}

/** One that nobody has taken up. */
export interface OpenEscalation {
  readonly event: Id;
  readonly since: Instant;
  readonly tally: number;
}

export function noEscalations(): Escalations {
  return { tallies: [], remembered: 0 };
}

/** Counts one. @returns the wait that begins with it; undefined where there is no room to count it */
export function addEscalation(
  escalations: Escalations,
  { at: since, tier, month, event }: { at: Instant; tier: number | undefined; month: string; event: Fact },
): OpenEscalation | undefined {
  const none = { double: event.share === 0, escalations: 0, owned: 0, closed: 0, lost: 0 };
  const fine: EscalationTally = { at: ['escalations', tier ?? 'none', month], ...none, ownedMs: [], closedMs: [] };
  const coarse: EscalationTally = { ...fine, at: ['escalations', 'any', 'any'], ownedMs: [], closedMs: [] };
  const tally = placeOf(escalations.tallies, fine, coarse);
  if (tally < 0) return undefined;
  escalations.tallies[tally]!.escalations++;
  return { event: event.id, since, tally };
}

/** Ends waits: somebody took them up, or their matter was resolved and nobody had. */
export function endEscalations(
  escalations: Escalations,
  waits: readonly OpenEscalation[],
  at: Instant,
  how: 'owned' | 'closed',
): void {
  for (const { since, tally } of waits) {
    const counted = escalations.tallies[tally]!;
    counted[how]++;
    counted[`${how}Ms`].push(at - since);
    if (++escalations.remembered > waitsMax) forgetOldest(escalations);
  }
}

/** Waits that nobody will see the end of. */
export function loseEscalations({ tallies }: Escalations, waits: readonly OpenEscalation[]): void {
  for (const { tally } of waits) tallies[tally]!.lost++;
}

/** What they contribute to totals. @param open waits that have not ended */
export function escalationTotals({ tallies }: Escalations, open: readonly OpenEscalation[]): Contribution[] {
  return tallies.map(({ at, double, escalations, owned, closed, lost, ownedMs, closedMs }, place) => {
    if (double) return { at, add: { double: escalations } };
    const waits = open.filter(({ tally }) => tally === place);
    return {
      at,
      add: { escalations, owned, closed, lost, waiting: waits.length },
      values: { ownedMs, closedMs, waitingSince: waits.map(({ since }) => since) },
    };
  });
}

function forgetOldest(escalations: Escalations): void {
  const oldest = escalations.tallies.find(({ ownedMs, closedMs }) => ownedMs.length + closedMs.length > 0)!;
  (oldest.ownedMs.length > 0 ? oldest.ownedMs : oldest.closedMs).shift();
  escalations.remembered--;
}
