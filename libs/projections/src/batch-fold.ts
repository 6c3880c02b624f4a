import { setImmediate } from 'node:timers/promises';
import type { RecordedEvent } from '#core/record.js';
import type { Mirror } from '#event-store/port.js';
import type { Batch, Build, KeyEntry, Position, WaitingFact } from '#read-store/port.js';
import { folds } from './compiled-projection.js';
import type { CompiledProjection } from './compiled-projection.js';
import { CellChanges, unpackContributions } from './contributions.js';
import { compareFacts, countOf, foldIsolated, isOfOneFact, makesDocument, tryFold } from './fold.js';
import type { FoldedKey, KeyFact } from './fold.js';
import { assignmentsOf, GivenEvent } from './given-event.js';
import type { Assignment } from './given-event.js';
import { readFactsOfKeys, readKeyFacts } from './key-facts.js';
import { slotOf } from './projection-key.js';
import { amendsVisibility } from './visibility.js';
import type { Visibility } from './visibility.js';

/** Events gathered or facts folded between two pauses in which the process serves others: a few milliseconds. */
const stepsPerPause = 256;

export interface BatchInput {
  readonly projection: CompiledProjection;
  readonly build: Build;
  readonly mirror: Mirror;
  /** It has learnt the events. */
  readonly visibility: Visibility;
  /** Events up to `to`, in total order. A slot folds those behind its own position. */
  readonly events: readonly GivenEvent[];
  /** Facts that waited, and have occurred by `to.horizon`. */
  readonly due: readonly WaitingFact[];
  /** Where the slots stand, by number. */
  readonly from: readonly Position[];
  readonly to: Position;
}

/** What a batch brings to one key. */
interface TouchedKey {
  readonly key: string;
  readonly value: string;
  readonly facts: KeyFact[];
  /** Only a fold of all facts can tell: `within` threw, or an event's own contribution, or a fact was hidden or shown. */
  failed: boolean;
}

/** What a batch of events brings to a build. */
export interface FoldedBatch {
  readonly changes: Batch;
  /** Facts that were folded once more, because late ones came before them. */
  readonly refolded: number;
}

/** A key that is folded from its first fact on. */
type Refold = TouchedKey & { readonly entry: KeyEntry | undefined };

/**
 * Folds events into a build, and gives all that they change, ready to be committed. Facts behind the last one of
 * their key are folded into what is stored. A late one makes its key be folded again from the mirror's index, once,
 * however many late facts the batch holds.
 */
export async function foldBatch(input: BatchInput): Promise<FoldedBatch> {
  const fold = new BatchFold(input);
  await fold.gather();
  await fold.foldKeys();
  // The commit that follows takes its time too.
  await setImmediate();
  return fold.result();
}

class BatchFold {
  private readonly touched = new Map<string, TouchedKey>();
  private readonly slots = new Set<number>();
  private readonly added: WaitingFact[] = [];
  /** Facts that an amendment of this batch has hidden from a key or shown to it. */
  private readonly amended = new Set<string>();
  private readonly cells = new CellChanges();
  private readonly keys: { key: string; entry?: KeyEntry }[] = [];
  private stepsSincePause = 0;
  private refolded = 0;

  constructor(private readonly input: BatchInput) {}

  async gather(): Promise<void> {
    const { projection, events, due, from, mirror } = this.input;
    for (const given of events) {
      if (amendsVisibility(given.event.type)) await this.amend(given.event);
      if (!folds(projection, given.event.type)) continue;
      if (this.isPauseDue(1)) await setImmediate();
      const isHidden = this.isHidden(given.event, this.input.to.sequence);
      for (const assignment of assignmentsOf(projection, given)) {
        const slot = slotOf(assignment.value);
        if (given.event.sequence <= from[slot]!.sequence) continue;
        this.slots.add(slot);
        if (this.mustWait(given)) this.wait(slot, given);
        else if (!isHidden) this.touch(assignment, given);
      }
    }
    const slotsBySequence = new Map<number, Set<number>>();
    for (const { slot, sequence } of due) {
      this.slots.add(slot);
      const slots = slotsBySequence.get(sequence);
      if (slots === undefined) slotsBySequence.set(sequence, new Set([slot]));
      else slots.add(slot);
    }
    for (const [sequence, slots] of slotsBySequence) {
      const given = new GivenEvent(mirror.at(sequence)!);
      if (this.isHidden(given.event, this.input.to.sequence)) continue;
      for (const assignment of assignmentsOf(projection, given)) {
        if (slots.has(slotOf(assignment.value))) this.touch(assignment, given);
      }
    }
  }

  async foldKeys(): Promise<void> {
    const touched = [...this.touched.values()].filter(({ facts, failed }) => facts.length > 0 || failed);
    const entries = this.input.build.read((snapshot) => touched.map(({ key }) => snapshot.entry(key)));
    const refolds: Refold[] = [];
    for (const [i, key] of touched.entries()) {
      const entry = entries[i];
      if (this.isBehindFault(key, entry)) continue;
      if (this.isFoldedWhole(key, entry)) {
        refolds.push({ ...key, entry });
        continue;
      }
      const folded = tryFold(this.input.projection, entry, key.facts);
      if (folded === undefined) refolds.push({ ...key, entry, failed: true });
      else this.keep(key.key, entry, folded);
      if (this.isPauseDue(key.facts.length)) await setImmediate();
    }
    for (const group of groupByValue(refolds)) await this.refold(group);
  }

  result(): FoldedBatch {
    const { from, to, due } = this.input;
    const changes = {
      slots: [...this.slots].map((slot) => ({ slot, from: from[slot]!, to })),
      keys: this.keys,
      cells: this.cells.toList(),
      waiting: { added: this.added, due },
    };
    return { changes, refolded: this.refolded };
  }

  /** A fact dated after the horizon waits until time has passed that far; in the order of the ledger nothing does. */
  private mustWait(given: GivenEvent): boolean {
    return this.input.projection.order === 'occurred' && given.event.occurredAt > this.input.to.horizon;
  }

  private wait(slot: number, { event }: GivenEvent): void {
    const known = this.added.at(-1);
    if (known?.sequence === event.sequence && known.slot === slot) return;
    this.added.push({ slot, occurredAt: event.occurredAt, sequence: event.sequence });
  }

  /** In the order of the ledger nothing is hidden. */
  private isHidden(event: RecordedEvent, k: number): boolean {
    return this.input.projection.order === 'occurred' && this.input.visibility.isHidden(event, k);
  }

  /** Facts that were folded before and are hidden from now on, or the other way round. */
  private async amend(amendment: RecordedEvent): Promise<void> {
    const { projection, visibility, to } = this.input;
    if (projection.order === 'recorded') return;
    for (const event of visibility.subjectsOf(amendment)) {
      if (!folds(projection, event.type) || event.sequence > to.sequence) continue;
      if (this.isPauseDue(1)) await setImmediate();
      const given = new GivenEvent(event);
      for (const assignment of assignmentsOf(projection, given)) this.amendKey(assignment, given, amendment.sequence);
    }
  }

  private amendKey({ key, value, share }: Assignment, given: GivenEvent, at: number): void {
    const { projection, from, to } = this.input;
    const { event } = given;
    const slot = slotOf(value);
    const { sequence, horizon } = from[slot]!;
    // What the slot has not folded yet is folded as it is now, or waits.
    if (at <= sequence || event.sequence > sequence || event.occurredAt > horizon) return;
    const isShown = !this.isHidden(event, to.sequence);
    if (isShown !== this.isHidden(event, sequence) || this.amended.has(`${event.sequence} ${key}`)) return;
    this.amended.add(`${event.sequence} ${key}`);
    this.slots.add(slot);
    const touched = this.touchedKey(key, value);
    touched.failed = true;
    if (share === 0 || !projection.counters.has(event.type)) return;
    try {
      const counted = countOf(projection, given.fact(1));
      if (isShown) this.cells.add(counted);
      else this.cells.subtract(counted);
    } catch {
      // What throws has contributed nothing; the fold of all facts finds it.
    }
  }

  private touchedKey(key: string, value: string): TouchedKey {
    let touched = this.touched.get(key);
    if (touched === undefined) this.touched.set(key, (touched = { key, value, facts: [], failed: false }));
    return touched;
  }

  private touch({ key, value, share, error }: Assignment, given: GivenEvent): void {
    const { projection } = this.input;
    const touched = this.touchedKey(key, value);
    const fact = given.fact(share);
    if (projection.handlers.has(fact.type)) touched.facts.push(error === undefined ? { fact } : { fact, error });
    if (error !== undefined) touched.failed = true;
    // The event counts once, for whichever of its keys comes first.
    if (share === 1 && projection.counters.has(fact.type)) {
      try {
        this.cells.add(countOf(projection, fact));
      } catch {
        touched.failed = true;
      }
    }
  }

  /** Behind a fact that cannot be folded nothing is folded: what comes there changes nothing, however much it is. */
  private isBehindFault({ facts, failed }: TouchedKey, entry: KeyEntry | undefined): boolean {
    const { projection } = this.input;
    if (facts.length > 1) facts.sort((a, b) => compareFacts(projection, a.fact, b.fact));
    const quarantine = entry?.quarantine;
    if (failed || quarantine?.place === undefined || !isOfOneFact(quarantine)) return false;
    return compareFacts(projection, facts[0]!.fact, quarantine.place) > 0;
  }

  private isFoldedWhole({ facts, failed }: TouchedKey, entry: KeyEntry | undefined): boolean {
    const { projection } = this.input;
    if (failed) return true;
    if (entry === undefined) return false;
    return entry.quarantine !== undefined || compareFacts(projection, facts[0]!.fact, entry.place) <= 0;
  }

  private async refold(keys: readonly Refold[]): Promise<void> {
    const { projection, mirror, to } = this.input;
    const [{ value }] = keys as [Refold];
    const isSeen = (event: RecordedEvent) => !this.isHidden(event, to.sequence);
    const together =
      keys.length === 1
        ? undefined
        : readFactsOfKeys(projection, mirror, value, new Set(keys.map(({ key }) => key)), to, isSeen);
    for (const { key, entry, failed } of keys) {
      const read = (): Iterable<KeyFact> =>
        together?.get(key) ?? readKeyFacts(projection, mirror, { key, value }, to, isSeen);
      if (failed && !makesDocument(projection, read())) {
        this.remove(key, entry);
        continue;
      }
      const whole = failed || entry?.quarantine !== undefined ? undefined : tryFold(projection, undefined, read());
      const folded = whole ?? foldIsolated(projection, read);
      this.keep(key, entry, folded);
      this.refolded += folded.entry.facts;
      if (this.isPauseDue(folded.entry.facts)) await setImmediate();
    }
  }

  private keep(key: string, before: KeyEntry | undefined, { entry, contributions }: FoldedKey): void {
    if (!sameBytes(before?.contributions, entry.contributions)) {
      this.cells.subtract(unpackContributions(before?.contributions));
      this.cells.add(contributions);
    }
    this.keys.push({ key, entry });
  }

  /** No fact of it is seen any more: as if there had been none. */
  private remove(key: string, before: KeyEntry | undefined): void {
    if (before === undefined) return;
    this.cells.subtract(unpackContributions(before.contributions));
    this.keys.push({ key });
  }

  /** An await for each event would cost more than the pauses. */
  private isPauseDue(steps: number): boolean {
    this.stepsSincePause += steps;
    if (this.stepsSincePause < stepsPerPause) return false;
    this.stepsSincePause = 0;
    return true;
  }
}

function groupByValue(keys: readonly Refold[]): Iterable<readonly Refold[]> {
  const groups = new Map<string, Refold[]>();
  for (const key of keys) {
    const group = groups.get(key.value);
    if (group === undefined) groups.set(key.value, [key]);
    else group.push(key);
  }
  return groups.values();
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}
