import assert from 'node:assert';
import type { Instant } from '#core/time.js';
import { pack, unpack } from '#read-store/packing.js';
import { signalStepsOfBlock } from '#read-store/port.js';
import type { KeyChange, KeyEntry, ListChange, Position, SignalStep } from '#read-store/port.js';
import type { BatchInput } from '../batches/batch-input.js';
import type { Signal } from '../definition/definition.js';
import { sameBytes } from '../folding/key-change.js';
import { SignalLists, unpackList } from './signal-steps.js';
import { idsOfKey } from './signals.js';
import type { SignalList } from './signals.js';

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

type Input = Pick<BatchInput, 'build' | 'to'> & {
  readonly projection: Pick<BatchInput['projection'], 'name' | 'within' | 'order'>;
};

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
    const idOf = idsOfKey(this.input.projection, key);
    const stood = byId(unpackList(before?.signals), idOf);
    const stands = byId(unpackList(entry?.signals), idOf);
    const history = this.historyBehind(change, idOf);
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

  private historyBehind({ key, entry, signalSteps }: KeyChange, idOf: (signal: Signal) => string): SignalHistory {
    if (entry === undefined || signalSteps === undefined) return SignalHistory.of([], idOf);
    const read = (from: number) => this.input.build.read((snapshot) => snapshot.signalSteps(key, from));
    return new SignalHistory(backwardsFrom(signalSteps, read), idOf);
  }
}

/**
 * The signals of a key as any moment shows them, the last moment first; no more steps are read than are asked for. Of the
 * steps of one instant only the last is ever seen.
 */
export class SignalHistory {
  private readonly ahead: Iterator<ToldStep>;
  /** What was looked at already. */
  private readonly known: { readonly step: SignalStep; readonly signals: ById }[] = [];

  /** @param backwards the steps of the key, the last one first */
  constructor(
    backwards: Iterable<ToldStep>,
    private readonly idOf: (signal: Signal) => string,
  ) {
    this.ahead = backwards[Symbol.iterator]();
  }

  /** @param steps of a key, from its first on */
  static of(steps: readonly SignalStep[], idOf: (signal: Signal) => string): SignalHistory {
    return new SignalHistory(toldBackwards(steps), idOf);
  }

  /** The step from which on a signal that stands at the end has stood, with this severity if one is given. */
  sinceWhen(id: string, severity?: Signal['severity']): SignalStep {
    let since: SignalStep | undefined;
    for (const { step, signals } of this.seen()) {
      const found = signals.get(id);
      if (found === undefined || (severity !== undefined && found.severity !== severity)) break;
      since = step;
    }
    assert(since !== undefined, 'what stands is in the last step');
    return since;
  }

  /** The step that has ended a signal that does not stand any more; undefined where it never stood. */
  endOf(id: string): SignalStep | undefined {
    let next: SignalStep | undefined;
    for (const { step, signals } of this.seen()) {
      if (signals.has(id)) return next;
      next = step;
    }
    return undefined;
  }

  /** The steps from which a signal stood last, and which has ended it, if any; undefined where it never stood. */
  lastStood(id: string): { readonly from: SignalStep; readonly end: SignalStep | undefined } | undefined {
    let from: SignalStep | undefined;
    let end: SignalStep | undefined;
    for (const { step, signals } of this.seen()) {
      if (signals.has(id)) from = step;
      else if (from !== undefined) break;
      else end = step;
    }
    return from && { from, end };
  }

  private *seen(): Generator<{ readonly step: SignalStep; readonly signals: ById }> {
    for (let i = 0; i < this.known.length || this.lookFurther(); i++) yield this.known[i]!;
  }

  private lookFurther(): boolean {
    const time = this.known.at(-1)?.step.time;
    for (;;) {
      const { done, value } = this.ahead.next();
      if (done === true) return false;
      const { step, list } = value;
      if (step.time === time) continue;
      this.known.push({ step, signals: byId(list, this.idOf) });
      return true;
    }
  }
}

/** A step, and what stands from it on. */
interface ToldStep {
  readonly step: SignalStep;
  readonly list: SignalList;
}

/** @param steps from the first of a block on */
function* toldBackwards(steps: readonly SignalStep[]): Generator<ToldStep> {
  const lists = new SignalLists(steps);
  for (let i = steps.length - 1; i >= 0; i--) yield { step: steps[i]!, list: lists.at(i) };
}

/**
 * The steps that a change leaves, the last one first. A key may have very many, and what changes is mostly at their end: so
 * they are read in stretches that grow, each from the first step of a block on, which tells all signals.
 * @param read the stored steps from a number on
 */
function* backwardsFrom(
  { keep, added }: ListChange<SignalStep>,
  read: (from: number) => readonly SignalStep[],
): Generator<ToldStep> {
  let begin = keep - (keep % signalStepsOfBlock);
  // What is added may only tell what came and went since the kept ones.
  yield* toldBackwards([...(begin < keep ? read(begin).slice(0, keep - begin) : []), ...added]);
  for (let size = signalStepsOfBlock; begin > 0; size *= 4) {
    const end = begin;
    begin = Math.max(0, end - size);
    yield* toldBackwards(read(begin).slice(0, end - begin));
  }
}

type ById = ReadonlyMap<string, Signal>;

/** The signals of a list by their ids. */
export function byId({ signals }: SignalList, idOf: (signal: Signal) => string): ById {
  return new Map(signals.map((signal) => [idOf(signal), signal]));
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
