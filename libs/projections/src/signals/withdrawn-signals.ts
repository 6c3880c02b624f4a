import { limits } from '#core/limits.js';
import type { Instant } from '#core/time.js';
import type { Snapshot } from '#read-store/port.js';
import type { Signal } from '../definition/definition.js';
import { unpackTransition } from './signal-transitions.js';

/** A signal that was raised, and of which what is known now does not say that it ever stood. */
export interface WithdrawnSignal {
  readonly id: string;
  readonly key: string;
  readonly signal: Signal;
  /** Since when it stood as grave as when it was raised, as was known then; undefined where that is forgotten. */
  readonly from: Instant | undefined;
  /** Up to when time had passed when it was withdrawn. */
  readonly time: Instant;
}

/**
 * What a build raised and has withdrawn, as far as it remembers what became of its signals (`limits.signalTransitions`).
 * What it raised again since, or moved to another key, is not withdrawn.
 */
export function withdrawnIn(snapshot: Pick<Snapshot, 'transitions'>): readonly WithdrawnSignal[] {
  const known = new Map<
    string,
    { readonly keys: Set<string>; from?: Instant; withdrawn?: WithdrawnSignal | undefined }
  >();
  for (const { transition } of snapshot.transitions(0, limits.signalTransitions).entries) {
    const { id, became, key, signal, time } = unpackTransition(transition);
    let one = known.get(id);
    if (one === undefined) known.set(id, (one = { keys: new Set() }));
    if (became === 'raised' || became === 'changed') {
      one.keys.add(key);
      if (became === 'raised') one.from = time;
      one.withdrawn = undefined;
      continue;
    }
    one.keys.delete(key);
    // While it stands in another key it is not withdrawn; what has ended has stood.
    one.withdrawn =
      became === 'withdrawn' && one.keys.size === 0 ? { id, key, signal, from: one.from, time } : undefined;
  }
  return [...known.values()].flatMap(({ withdrawn }) => withdrawn ?? []);
}
