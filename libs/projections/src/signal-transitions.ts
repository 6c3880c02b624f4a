import assert from 'node:assert';
import type { Instant } from '#core/time.js';
import { pack, unpack } from '#read-store/packing.js';
import type { KeyChange, KeyEntry, Position, Quarantine, SignalStep } from '#read-store/port.js';
import type { BatchInput } from './batch-input.js';
import type { Signal } from './definition.js';
import { sameBytes } from './key-change.js';
import { signalIdOf, unpackSignals } from './signals.js';

/**
 * What became of a signal. `raised`: it stands and did not before; `changed`: it has another severity; `ended`: what is
 * known now says that it stood, and when that was over; `withdrawn`: what is known now does not say that it ever stood.
 */
export const transitionKinds = ['raised', 'changed', 'ended', 'withdrawn'] as const;
export type TransitionKind = (typeof transitionKinds)[number];

export interface SignalTransition {
  readonly id: string;
  readonly became: TransitionKind;
  /** Since when it is so, as is known now; of what is withdrawn, up to when time had passed. */
  readonly time: Instant;
  /** Of the event that changed it; for a deadline of the last one before, and of what is withdrawn, what was known. */
  readonly sequence: number;
  readonly key: string;
  /** As it stands, or as it stood last. */
  readonly signal: Signal;
  /** Up to where its batch folds. One batch may be committed in parts: until all are there it is not whole. */
  readonly batch: Position;
}

type Input = Pick<BatchInput, 'build' | 'to'> & { readonly projection: Pick<BatchInput['projection'], 'order'> };

/**
 * What a batch makes of the signals of its keys: what stands behind it compared with what stood before, so that what
 * came and went within one batch is not told. Numbers are given where the batch is committed.
 */
export class SignalTransitions {
  private readonly opened: Uint8Array[] = [];
  private readonly closed: Uint8Array[] = [];

  constructor(private readonly input: Input) {}

  /** @param before what is stored of the key that changes */
  note(change: KeyChange, before: KeyEntry | undefined): void {
    const { key, entry } = change;
    if (sameBytes(before?.signals, entry?.signals)) return;
    const [stood, stands] = [byId(before?.signals), byId(entry?.signals)];
    const history = this.historyBehind(change);
    for (const [id, signal] of stands) {
      const old = stood.get(id);
      if (old?.severity === signal.severity) continue;
      const step = history.sinceWhen(id, signal.severity);
      const time = this.input.projection.order === 'recorded' ? signal.since : step.time;
      const became = old === undefined ? 'raised' : 'changed';
      this.opened.push(this.pack({ id, became, time, sequence: step.sequence, key, signal }));
    }
    for (const [id, signal] of stood) {
      if (stands.has(id)) continue;
      // Nothing has ended it where its key was set apart.
      const end = entry?.quarantine === undefined ? history.endOf(id) : undefined;
      this.closed.push(this.pack({ id, key, signal, ...this.closing(end) }));
    }
  }

  /** What moves from one key to another stands all the time: what was raised comes first. */
  inOrder(): readonly Uint8Array[] {
    return [...this.opened, ...this.closed];
  }

  private closing(end: SignalStep | undefined): Pick<SignalTransition, 'became' | 'time' | 'sequence'> {
    const { to, projection } = this.input;
    if (end === undefined) return { became: 'withdrawn', time: to.horizon, sequence: to.sequence };
    const time = projection.order === 'recorded' ? to.horizon : end.time;
    return { became: 'ended', time, sequence: end.sequence };
  }

  private pack({ id, became, time, sequence, key, signal }: Omit<SignalTransition, 'batch'>): Uint8Array {
    const { sequence: known, horizon } = this.input.to;
    const packed: Packed = [id, became, time, sequence, key, signal, known, horizon];
    return pack(packed);
  }

  private historyBehind({ key, entry, signalSteps }: KeyChange): SignalHistory {
    if (entry === undefined || signalSteps === undefined) return SignalHistory.of([]);
    const { keep, added } = signalSteps;
    const read = (from: number) => this.input.build.read((snapshot) => snapshot.signalSteps(key, from));
    return new SignalHistory(function* () {
      yield* added.toReversed();
      yield* backwardsFrom(keep, read);
    });
  }
}

/** The signals of a key as any moment shows them: its steps, the last one first, and no more of them than are asked for. */
export class SignalHistory {
  constructor(private readonly backwards: () => Iterable<SignalStep>) {}

  static of(steps: readonly SignalStep[]): SignalHistory {
    return new SignalHistory(() => steps.toReversed());
  }

  /** The step from which on a signal that stands at the end has stood, with this severity if one is given. */
  sinceWhen(id: string, severity?: Signal['severity']): SignalStep {
    let since: SignalStep | undefined;
    for (const step of this.seen()) {
      const found = byId(step.signals).get(id);
      if (found === undefined || (severity !== undefined && found.severity !== severity)) break;
      since = step;
    }
    assert(since !== undefined, 'what stands is in the last step');
    return since;
  }

  /** The step that has ended a signal that does not stand any more; undefined where it never stood. */
  endOf(id: string): SignalStep | undefined {
    let next: SignalStep | undefined;
    for (const step of this.seen()) {
      if (byId(step.signals).has(id)) return next;
      next = step;
    }
    return undefined;
  }

  /** Of the steps of one instant only the last is ever seen. */
  private *seen(): Generator<SignalStep> {
    let time: Instant | undefined;
    for (const step of this.backwards()) {
      if (step.time !== time) yield step;
      ({ time } = step);
    }
  }
}

/** How many steps are read at first; a key may have very many, and what changes is mostly at their end. */
const windowSteps = 64;

/** The first `keep` steps of a list, the last one first. @param read the list from a number on */
function* backwardsFrom(keep: number, read: (from: number) => readonly SignalStep[]): Generator<SignalStep> {
  for (let end = keep, size = windowSteps; end > 0; size *= 4) {
    const from = Math.max(0, end - size);
    yield* read(from)
      .slice(0, end - from)
      .toReversed();
    end = from;
  }
}

/** A signal that stood once and does not any more, as it stood last. */
export interface EndedSignal {
  readonly id: string;
  readonly signal: Signal;
  /** When it ended; in the order of the ledger, the sequence that ended it. */
  readonly time: Instant;
}

/**
 * What has ended in the steps of a key, the last time that it did.
 * @param quarantine of the key: where that made the last step, what stood until then has not ended
 */
export function endedIn(steps: readonly SignalStep[], quarantine: Quarantine | undefined): readonly EndedSignal[] {
  const seen = lastOfEachInstant(isCutOff(steps.at(-1), quarantine) ? steps.slice(0, -1) : steps);
  const whole = seen.map(({ time, signals }) => ({ time, signals: byId(signals) }));
  const ended = new Map<string, EndedSignal>();
  for (const [i, { time, signals }] of whole.entries()) {
    for (const id of signals.keys()) ended.delete(id);
    for (const [id, signal] of whole[i - 1]?.signals ?? []) if (!signals.has(id)) ended.set(id, { id, signal, time });
  }
  return [...ended.values()];
}

/** Whether a step was made where its key was set apart. */
function isCutOff(step: SignalStep | undefined, quarantine: Quarantine | undefined): boolean {
  const place = quarantine?.place;
  if (step === undefined || place === undefined || step.signals.length > 0) return false;
  return step.sequence === place.sequence && (step.time === place.occurredAt || step.time === place.sequence);
}

/** Of the steps of one instant only the last is ever seen. */
function lastOfEachInstant(steps: readonly SignalStep[]): readonly SignalStep[] {
  return steps.filter(({ time }, i) => time !== steps[i + 1]?.time);
}

/** The signals of a packed list by their ids. */
export function byId(packed: Uint8Array | undefined): ReadonlyMap<string, Signal> {
  return new Map(unpackSignals(packed).map((signal) => [signalIdOf(signal), signal]));
}

type Packed = [
  id: string,
  became: TransitionKind,
  time: Instant,
  sequence: number,
  key: string,
  signal: Signal,
  known: number,
  horizon: Instant,
];

/** @param bytes as a build numbers them */
export function unpackTransition(bytes: Uint8Array): SignalTransition {
  const [id, became, time, sequence, key, signal, known, horizon] = unpack<Packed>(bytes);
  return { id, became, time, sequence, key, signal, batch: { sequence: known, horizon } };
}
