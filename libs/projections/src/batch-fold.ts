import { setImmediate } from 'node:timers/promises';
import type { RecordedEvent } from '#core/record.js';
import type { Mirror } from '#event-store/port.js';
import type { Batch, Build, KeyChange, KeyEntry, Place, Position, WaitingFact } from '#read-store/port.js';
import { CellChanges } from './cell-changes.js';
import { folds } from './compiled-projection.js';
import type { CompiledProjection } from './compiled-projection.js';
import type { ContextTimeline } from './context-book.js';
import { coming, reversed, unpackChange } from './contribution-change.js';
import { countOf } from './count.js';
import { compareFacts, foldKey, isOfOneInput, makesDocument } from './fold.js';
import type { FoldedKey } from './fold.js';
import { assignmentsOf, GivenEvent } from './given-event.js';
import type { Assignment } from './given-event.js';
import { keyChangeOf } from './key-change.js';
import type { KeyFact } from './key-fold.js';
import { readFactsOfKeys, readKeyFacts } from './key-facts.js';
import { slotOf, valueOfKey } from './projection-key.js';
import { resumptionOf } from './resumption.js';
import type { Resumption } from './resumption.js';
import { TouchedKeys } from './touched-keys.js';
import type { TouchedKey } from './touched-keys.js';
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
  /** What is published, as the build sees it at `to`. */
  readonly timeline: ContextTimeline;
  /** Events up to `to`, in total order. A slot folds those behind its own position. */
  readonly events: readonly GivenEvent[];
  /** Facts that waited, and have occurred by `to.horizon`. */
  readonly due: readonly WaitingFact[];
  /** Where the slots stand, by number. */
  readonly from: readonly Position[];
  readonly to: Position;
}

/** What a batch of events brings to a build. */
export interface FoldedBatch {
  readonly changes: Batch;
  /** Facts that were folded once more, because late ones came before them. */
  readonly refolded: number;
}

/** A key with what is stored of it, and where its fold goes on. */
interface KeyToFold {
  readonly touched: TouchedKey;
  readonly entry: KeyEntry | undefined;
  readonly resumption: Resumption;
}

/**
 * Folds events into a build, and gives all that they change, ready to be committed. Facts behind the last one of
 * their key are folded into what is stored. A late one makes its key be folded again, from the last snapshot before it,
 * out of the mirror's index, once, however many late facts the batch holds.
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
  private readonly touched: TouchedKeys;
  private readonly slots = new Set<number>();
  private readonly added: WaitingFact[] = [];
  /** Facts that an amendment of this batch has hidden from a key or shown to it. */
  private readonly amended = new Set<string>();
  private readonly cells = new CellChanges();
  private readonly keys: KeyChange[] = [];
  private stepsSincePause = 0;
  private refolded = 0;

  constructor(private readonly input: BatchInput) {
    this.touched = new TouchedKeys(input.projection);
  }

  async gather(): Promise<void> {
    const { projection, events, from } = this.input;
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
    this.gatherWaited();
    this.gatherDueKeys();
    await this.gatherContext();
  }

  async foldKeys(): Promise<void> {
    const { projection, build, mirror, to } = this.input;
    const wanted = this.touched.values();
    const toFold = build.read((snapshot) =>
      wanted.flatMap((touched): KeyToFold[] => {
        const entry = snapshot.entry(touched.key);
        touched.facts.sort((a, b) => compareFacts(projection, a.fact, b.fact));
        if (entry === undefined && touched.isDue && touched.facts.length === 0 && touched.from === undefined) return [];
        if (this.isBehindFault(touched, entry)) return [];
        return [{ touched, entry, resumption: resumptionOf(projection, touched, entry, snapshot) }];
      }),
    );
    const reading: KeyToFold[] = [];
    for (const key of toFold) {
      if (key.resumption.reads) reading.push(key);
      else await this.fold(key, () => key.touched.facts);
    }
    for (const group of groupByValue(reading)) {
      const { value } = group[0]!.touched;
      const together =
        group.length === 1
          ? undefined
          : readFactsOfKeys(
              projection,
              mirror,
              value,
              new Set(group.map(({ touched }) => touched.key)),
              to,
              this.isSeen,
            );
      for (const key of group) await this.fold(key, () => this.factsBehind(key, together?.get(key.touched.key)));
    }
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

  private async fold({ touched, entry, resumption }: KeyToFold, read: () => Iterable<KeyFact>): Promise<void> {
    const { projection, timeline, to } = this.input;
    const { from, reads } = resumption;
    if (reads && from === undefined && !makesDocument(projection, read())) {
      this.remove(touched, entry);
      return;
    }
    const folded = foldKey({
      projection,
      timeline,
      read,
      horizon: to.horizon,
      counting: touched.counting || entry?.quarantine !== undefined,
      ...(from === undefined ? {} : { from }),
    });
    this.keep(touched, entry, folded, resumption);
    if (reads) this.refolded += folded.folded;
    if (this.isPauseDue(folded.folded + 1)) await setImmediate();
  }

  private factsBehind({ touched, resumption }: KeyToFold, read?: readonly KeyFact[]): Iterable<KeyFact> {
    const { projection, mirror, to } = this.input;
    const after = resumption.from?.place;
    if (read === undefined) return readKeyFacts(projection, mirror, touched, to, this.isSeen, after);
    return after === undefined ? read : read.filter(({ fact }) => compareFacts(projection, fact, after) > 0);
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

  private gatherWaited(): void {
    const { projection, due, mirror, to } = this.input;
    const slotsBySequence = new Map<number, Set<number>>();
    for (const { slot, sequence } of due) {
      this.slots.add(slot);
      const slots = slotsBySequence.get(sequence);
      if (slots === undefined) slotsBySequence.set(sequence, new Set([slot]));
      else slots.add(slot);
    }
    for (const [sequence, slots] of slotsBySequence) {
      const given = new GivenEvent(mirror.at(sequence)!);
      if (this.isHidden(given.event, to.sequence)) continue;
      for (const assignment of assignmentsOf(projection, given)) {
        if (slots.has(slotOf(assignment.value))) this.touch(assignment, given);
      }
    }
  }

  /** Keys that time changes by now. Those of slots that are further already, after a restart, are left to them. */
  private gatherDueKeys(): void {
    const { projection, build, from, to } = this.input;
    if (projection.deadline === undefined) return;
    const due = build.read((snapshot) => [...snapshot.due(to.horizon)]);
    for (const { slot, key } of due) {
      if (from[slot]!.sequence > to.sequence) continue;
      this.slots.add(slot);
      this.touched.at(key, valueOfKey(projection, key)).isDue = true;
    }
  }

  /** What comes to be valid touches every key that has come so far: whether it is in scope its own fold tells. */
  private async gatherContext(): Promise<void> {
    const { projection, build, timeline, from, to } = this.input;
    if (timeline.changes.length === 0) return;
    const begins = from.map((slot) => {
      const changed = timeline.changes.find(({ sequence, at }) =>
        sequence > slot.sequence ? sequence <= to.sequence && at <= to.horizon : at > slot.horizon && at <= to.horizon,
      );
      return slot.sequence > to.sequence ? undefined : changed?.at;
    });
    if (begins.every((at) => at === undefined)) return;
    for (const [slot, at] of begins.entries()) if (at !== undefined) this.slots.add(slot);
    const keys = build.read((snapshot) =>
      [...snapshot.entries()].map(({ key, entry }) => ({
        key,
        // What was set apart may hold from here on.
        lastAt: entry.quarantine === undefined ? entry.place.occurredAt : Infinity,
      })),
    );
    for (const { key, lastAt } of keys) {
      if (this.isPauseDue(1)) await setImmediate();
      const value = valueOfKey(projection, key);
      const at = begins[slotOf(value)];
      if (at === undefined) continue;
      const touched = this.touched.at(key, value);
      touched.isDue = true;
      if (lastAt >= at) this.touched.foldAnewFrom(touched, { occurredAt: at, ordinal: -1, sequence: 0 });
    }
  }

  /** In the order of the ledger nothing is hidden. */
  private isHidden(event: RecordedEvent, k: number): boolean {
    return this.input.projection.order === 'occurred' && this.input.visibility.isHidden(event, k);
  }

  private readonly isSeen = (event: RecordedEvent): boolean => !this.isHidden(event, this.input.to.sequence);

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
    const touched = this.touched.at(key, value);
    this.touched.foldAnewFrom(touched, event);
    touched.counting = true;
    if (share === 0 || !projection.counters.has(event.type)) return;
    try {
      const counted = coming(countOf(projection, given.fact(1)));
      this.cells.add(this.timeOf(event), isShown ? counted : reversed(counted));
    } catch {
      // What throws has contributed nothing; the fold of all facts finds it.
    }
  }

  private touch({ key, value, share, error }: Assignment, given: GivenEvent): void {
    const { projection } = this.input;
    const touched = this.touched.at(key, value);
    const fact = given.fact(share);
    if (error !== undefined) {
      this.touched.foldAnewFrom(touched, fact);
      touched.counting = true;
    } else if (projection.handlers.has(fact.type)) touched.facts.push({ fact });
    // The event counts once, for whichever of its keys comes first.
    if (share === 1 && projection.counters.has(fact.type)) {
      try {
        this.cells.add(this.timeOf(fact), coming(countOf(projection, fact)));
      } catch {
        this.touched.foldAnewFrom(touched, fact);
        touched.counting = true;
      }
    }
  }

  private timeOf(place: Place): number {
    return this.input.projection.order === 'recorded' ? place.sequence : place.occurredAt;
  }

  /** Behind an input that cannot be folded nothing is folded: what comes there changes nothing, however much it is. */
  private isBehindFault({ facts, from }: TouchedKey, entry: KeyEntry | undefined): boolean {
    const quarantine = entry?.quarantine;
    if (quarantine?.place === undefined || !isOfOneInput(quarantine)) return false;
    const first = from ?? facts[0]?.fact;
    if (first === undefined) return true;
    const { projection } = this.input;
    const earliest =
      facts[0] !== undefined && compareFacts(projection, facts[0].fact, first) < 0 ? facts[0].fact : first;
    return compareFacts(projection, earliest, quarantine.place) > 0;
  }

  private keep(touched: TouchedKey, before: KeyEntry | undefined, folded: FoldedKey, resumption: Resumption): void {
    for (const { time, change } of resumption.outdated) this.cells.add(time, reversed(unpackChange(change)));
    for (const { time, change } of folded.totalChanges) this.cells.add(time, change);
    const change = keyChangeOf(touched, before, folded, resumption);
    if (change !== undefined) this.keys.push(change);
  }

  /** No fact of it is seen any more: as if there had been none. */
  private remove({ key, slot }: TouchedKey, before: KeyEntry | undefined): void {
    if (before === undefined) return;
    const steps = this.input.build.read((snapshot) => snapshot.totalSteps(key));
    for (const { time, change } of steps) this.cells.add(time, reversed(unpackChange(change)));
    this.keys.push({ key, slot, ...(before.dueAt === undefined ? {} : { dueBefore: before.dueAt }) });
  }

  /** An await for each event would cost more than the pauses. */
  private isPauseDue(steps: number): boolean {
    this.stepsSincePause += steps;
    if (this.stepsSincePause < stepsPerPause) return false;
    this.stepsSincePause = 0;
    return true;
  }
}

function groupByValue(keys: readonly KeyToFold[]): Iterable<readonly KeyToFold[]> {
  const groups = new Map<string, KeyToFold[]>();
  for (const key of keys) {
    const group = groups.get(key.touched.value);
    if (group === undefined) groups.set(key.touched.value, [key]);
    else group.push(key);
  }
  return groups.values();
}
