import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import type { Signal } from '#projections/definition/definition.js';
import { signalIdOf } from '#projections/signals/signals.js';

/** Who raises a signal, and what it calls it. */
export interface SignalName {
  readonly projection: string;
  readonly kind: string;
}

/**
 * Signals of several projections that tell the same of the same event: the inbox shows one of them, the one that stands
 * first here, as grave as the gravest, and what people do about one they do about all. Keys of all of them are of one
 * dimension, and whole.
 *
 * - A message that nobody has answered: `replies` tells it first, after hours of business time, with the channel and whether
 *   it was a first one; `trajectory` after days, because the phase depends on it. So the line stays as it was when the
 *   second one joins.
 */
export const equalSignals: readonly (readonly SignalName[])[] = [
  [
    { projection: 'replies', kind: 'customer-unanswered' },
    { projection: 'trajectory', kind: 'unanswered' },
  ],
];

/** Where a signal stands among those that it is the same as. */
export interface Equality {
  /** The same for all of one meaning that one event began. */
  readonly name: string;
  readonly rank: number;
  /** The others, and the ids that they have where they are raised. */
  readonly others: readonly (SignalName & { readonly id: string })[];
}

/** @returns undefined for a signal that no other one is the same as */
export function equalityOf(
  { name: projection }: Pick<CompiledProjection, 'name'>,
  key: string,
  signal: Signal,
): Equality | undefined {
  const { kind, event, party, organisation } = signal;
  for (const [number, names] of equalSignals.entries()) {
    const rank = names.findIndex((one) => one.projection === projection && one.kind === kind);
    if (rank < 0) continue;
    return {
      name: JSON.stringify([number, event, party ?? null, organisation ?? null]),
      rank,
      others: names.filter((_, place) => place !== rank).map((other) => ({ ...other, id: idOf(other, key, signal) })),
    };
  }
  return undefined;
}

function idOf({ projection, kind }: SignalName, key: string, signal: Signal): string {
  return signalIdOf({ name: projection }, key, { ...signal, kind });
}

/** Those first that are shown in place of others. */
export function byRank(one: string, other: string): number {
  return rankOf(one) - rankOf(other);
}

function rankOf(projection: string): number {
  return Math.max(0, ...equalSignals.map((names) => names.findIndex((name) => name.projection === projection)));
}
