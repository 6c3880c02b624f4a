import type { Instant } from '#core/time.js';
import type { Quarantine, SignalStep, Snapshot } from '#read-store/port.js';
import type { Signal } from '../definition/definition.js';
import type { FoldedKey } from '../folding/fold.js';
import { SignalLists } from './signal-steps.js';
import { nameOf } from './signals.js';

/** A signal that stood once and does not any more, as it stood last. */
export interface EndedSignal {
  readonly signal: Signal;
  /** When it ended; in the order of the ledger, the sequence that ended it. */
  readonly time: Instant;
}

/** What each key has raised that has ended by a time, as the steps of a build have it, in the order of keys. */
export function* endedInSnapshot(
  snapshot: Snapshot,
  time?: number,
): Generator<readonly [key: string, ended: readonly EndedSignal[]]> {
  for (const { key, steps } of snapshot.signalHistories(time))
    yield [key, endedIn(steps, snapshot.entry(key)?.quarantine)];
}

/** The same of one key that was folded from its first fact on. */
export function endedInFold(folded: FoldedKey | undefined): readonly EndedSignal[] | undefined {
  return folded?.signalSteps && endedIn(folded.signalSteps, folded.entry.quarantine);
}

/**
 * What has ended in the steps of a key, the last time that it did. What is not among the gravest any more has ended too.
 * @param all the steps, from the first on
 * @param quarantine of the key: where that made the last step, what stood until then has not ended
 */
function endedIn(all: readonly SignalStep[], quarantine: Quarantine | undefined): readonly EndedSignal[] {
  const ended = new Map<string, EndedSignal>();
  let stood: ReadonlyMap<string, Signal> = new Map();
  for (const { time, signals } of standingIn(all, quarantine)) {
    for (const name of signals.keys()) ended.delete(name);
    for (const [name, signal] of stood) if (!signals.has(name)) ended.set(name, { signal, time });
    stood = signals;
  }
  return [...ended.values()];
}

/** What stands of a key from a time on, by the name of each signal. */
export interface StandingSignals {
  readonly time: number;
  readonly signals: ReadonlyMap<string, Signal>;
}

/** What stood of a key one after the other, as its steps tell it. Where it was set apart, what stood until then goes on. */
export function* standingIn(
  all: readonly SignalStep[],
  quarantine: Quarantine | undefined,
): Generator<StandingSignals> {
  const steps = isCutOff(all.at(-1), quarantine) ? all.slice(0, -1) : all;
  const lists = new SignalLists(steps);
  for (const [i, { time }] of steps.entries()) {
    // Of the steps of one instant only the last is ever seen.
    if (time === steps[i + 1]?.time) continue;
    yield { time, signals: new Map(lists.at(i).signals.map((signal) => [nameOf(signal), signal])) };
  }
}

/** Whether a step was made where its key was set apart. */
function isCutOff(step: SignalStep | undefined, quarantine: Quarantine | undefined): boolean {
  const place = quarantine?.place;
  if (step === undefined || place === undefined || step.signals.length > 0) return false;
  return step.sequence === place.sequence && (step.time === place.occurredAt || step.time === place.sequence);
}
