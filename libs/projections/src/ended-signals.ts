import type { Snapshot } from '#read-store/port.js';
import type { FoldedKey } from './fold.js';
import { endedIn } from './signal-transitions.js';
import type { EndedSignal } from './signal-transitions.js';

/** What each key has raised that has ended by a time, as the steps of a build have it, in the order of keys. */
export function* endedInSnapshot(
  snapshot: Snapshot,
  time?: number,
): Generator<readonly [key: string, ended: readonly EndedSignal[]]> {
  for (const { key, steps } of snapshot.signalHistories(time))
    yield [key, endedIn(steps, snapshot.entry(key)?.quarantine)];
}

/** The same of one key that was folded. */
export function endedInFold(folded: FoldedKey | undefined): readonly EndedSignal[] | undefined {
  return folded?.signalSteps && endedIn(folded.signalSteps, folded.entry.quarantine);
}
