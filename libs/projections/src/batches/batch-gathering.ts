import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { KeyEntry, Position, WaitingFact } from '#read-store/port.js';
import { contextBegins, feedsBegin, lastOf } from './batch-begins.js';
import type { Begins } from './batch-begins.js';
import type { BatchInput } from './batch-input.js';
import { CellChanges } from './cell-changes.js';
import { folds, timeOf } from '../definition/compiled-projection.js';
import { coming, reversed } from '../folding/contribution-change.js';
import type { ContributionChange } from '../folding/contribution-change.js';
import { countOf } from '../folding/count.js';
import { assignmentsOf, GivenEvent } from '../facts/given-event.js';
import type { Assignment } from '../facts/given-event.js';
import { HeldKeys, isSameFact, reassignmentsOf } from '../facts/held-keys.js';
import type { Reassignment } from '../facts/held-keys.js';
import type { Pauses } from '../calls/pauses.js';
import { keysToFoldAnew } from '../folding/key-decisions.js';
import { slotOf, valueOfKey } from '../definition/projection-key.js';
import { isKeyDecision } from '../facts/set-apart.js';
import type { KeyDecision } from '../facts/set-apart.js';
import { TouchedKeys } from '../folding/touched-keys.js';
import { amendsFolds } from '../facts/visibility.js';

/**
 * What a batch touches: the keys to which its events bring something, or from which they take something away, those that
 * time has reached, and what events contribute by themselves.
 */
export class BatchGathering {
  readonly touched: TouchedKeys;
  readonly slots = new Set<number>();
  /** Facts that have to wait. */
  readonly added: WaitingFact[] = [];
  readonly cells = new CellChanges();
  private readonly stands: readonly Position[];
  private readonly held: HeldKeys;
  /** Events that an amendment of this batch is about, by sequence. */
  private readonly reconsidered = new Set<number>();

  constructor(
    private readonly input: BatchInput,
    private readonly pauses: Pauses,
  ) {
    const { projection, visibility, from, passed } = input;
    this.touched = new TouchedKeys(projection);
    this.stands = from.map(({ sequence, horizon }) => ({
      sequence: Math.max(sequence, passed.sequence),
      horizon: Math.max(horizon, passed.horizon),
    }));
    this.held = new HeldKeys(projection, visibility, this.stands);
  }

  async gather(): Promise<void> {
    const { projection, events, from, slots } = this.input;
    await this.amend(events.flatMap(({ event }) => (amendsFolds(event.type) ? event : [])));
    for (const given of events) {
      if (isKeyDecision(given.event)) this.decide(given.event);
      if (!folds(projection, given.event.type)) continue;
      if (this.pauses.isDue(1)) await this.pauses.pause();
      const isHidden = this.isHidden(given.event, this.input.to.sequence);
      for (const assignment of this.assignmentsOf(given)) {
        const slot = slotOf(assignment.value);
        if (!slots.has(slot) || given.event.sequence <= from[slot]!.sequence) continue;
        this.slots.add(slot);
        if (this.mustWait(given)) this.wait(slot, given);
        else if (!isHidden) this.touch(assignment);
      }
    }
    await this.gatherPermissions();
    this.gatherWaited();
    this.gatherDueKeys();
    await this.gatherContext();
    await this.gatherFeeds();
  }

  /** In the order of the ledger nothing is hidden. */
  isHidden(event: RecordedEvent, k: number): boolean {
    return this.input.projection.order === 'occurred' && this.input.visibility.isHidden(event, k);
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
    const { due, mirror, to } = this.input;
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
      for (const assignment of this.assignmentsOf(given)) {
        if (slots.has(slotOf(assignment.value))) this.touch(assignment);
      }
    }
  }

  /** Keys that time changes by now. Those of slots that are further already, after a restart, are left to them. */
  private gatherDueKeys(): void {
    const { projection, build, from, to, slots } = this.input;
    if (projection.deadline === undefined) return;
    const due = build.read((snapshot) => [...snapshot.due(to.horizon)]);
    for (const { slot, key } of due) {
      if (!slots.has(slot) || from[slot]!.sequence > to.sequence) continue;
      this.slots.add(slot);
      this.touched.at(key, valueOfKey(projection, key)).isDue = true;
    }
  }

  /** What comes to be valid touches every key that has come so far: whether it is in scope its own fold tells. */
  private async gatherContext(): Promise<void> {
    await this.touchFrom(contextBegins(this.input), () => true);
  }

  /** Words of feeds, of which time that has passed here already knew nothing yet, change what was asked since. */
  private async gatherFeeds(): Promise<void> {
    // Without a deadline nothing was asked behind the last fact.
    await this.touchFrom(feedsBegin(this.input), (entry, at) => entry.current !== undefined || lastOf(entry) >= at);
  }

  /** Keys of slots in which something is otherwise from an instant on, in whatever comes behind it. */
  private async touchFrom(begins: Begins, isTouched: (entry: KeyEntry, at: Instant) => boolean): Promise<void> {
    const { projection, build } = this.input;
    if (begins.every((at) => at === undefined)) return;
    for (const [slot, at] of begins.entries()) if (at !== undefined) this.slots.add(slot);
    const keys = build.read((snapshot) =>
      Array.from(snapshot.entries()).flatMap(({ key, entry }) => {
        const value = valueOfKey(projection, key);
        const at = begins[slotOf(value)];
        return at === undefined || !isTouched(entry, at) ? [] : [{ key, value, at, lastAt: lastOf(entry) }];
      }),
    );
    for (const { key, value, at, lastAt } of keys) {
      if (this.pauses.isDue(1)) await this.pauses.pause();
      const touched = this.touched.at(key, value);
      touched.isDue = true;
      if (lastAt >= at) this.touched.foldAnewFrom(touched, { occurredAt: at, ordinal: -1, sequence: 0 });
    }
  }

  /** Facts that were folded before, or wait, and are hidden, shown, of other keys, or of fewer parties from now on. */
  private async amend(amendments: readonly RecordedEvent[]): Promise<void> {
    const { projection, visibility, to } = this.input;
    if (amendments.length === 0 || this.isFirst()) return;
    const sequences = [...this.held.positions.map(({ sequence }) => sequence), to.sequence];
    await this.reconsider(visibility.subjectsOf(amendments, projection, sequences));
  }

  /** A key is set apart, or released. */
  private decide(decision: RecordedEvent & KeyDecision): void {
    const { projection, slots, from } = this.input;
    const given = (event: RecordedEvent) => {
      const one = new GivenEvent(event);
      return [...this.held.of(one), ...this.assignmentsOf(one)];
    };
    for (const { key, place } of keysToFoldAnew(this.input, decision, given)) {
      const value = valueOfKey(projection, key);
      const slot = slotOf(value);
      if (!slots.has(slot) || decision.sequence <= from[slot]!.sequence) continue;
      this.slots.add(slot);
      const touched = this.touched.at(key, value);
      this.touched.foldAnewFrom(touched, place);
      touched.counting = true;
    }
  }

  /** Consents have run out. */
  private async gatherPermissions(): Promise<void> {
    if (this.isFirst()) return;
    const { visibility, to } = this.input;
    const earliest = this.stands.reduce((least, { horizon }) => Math.min(least, horizon), Infinity);
    await this.reconsider(visibility.permissions.subjectsOfTime(earliest, to.horizon));
  }

  /** Whether nothing is folded yet: then there is nothing to look at again. */
  private isFirst(): boolean {
    return this.stands.every(({ sequence }) => sequence === 0);
  }

  private async reconsider(events: Iterable<RecordedEvent>): Promise<void> {
    const { projection, to } = this.input;
    if (projection.order === 'recorded') return;
    for (const event of events) {
      if (!folds(projection, event.type) || event.sequence > to.sequence) continue;
      if (this.reconsidered.has(event.sequence)) continue;
      this.reconsidered.add(event.sequence);
      if (this.pauses.isDue(1)) await this.pauses.pause();
      const given = new GivenEvent(event);
      for (const key of reassignmentsOf(this.held.of(given), this.assignmentsOf(given))) this.reassign(key, given);
    }
  }

  private reassign({ key, value, before, now }: Reassignment, given: GivenEvent): void {
    const { to, slots } = this.input;
    const { event } = given;
    const slot = slotOf(value);
    const { sequence, horizon } = this.stands[slot]!;
    // What the slot has not folded yet is folded as it is now.
    if (!slots.has(slot) || isFurther(this.stands[slot]!, to) || event.sequence > sequence) return;
    if (event.occurredAt > horizon) {
      if (before === undefined && now !== undefined) this.takeOver(slot, now, given);
      return;
    }
    const held = this.isHidden(event, sequence) ? undefined : before;
    const shown = this.isHidden(event, to.sequence) ? undefined : now;
    if (isSameFact(held, shown)) return;
    this.slots.add(slot);
    const touched = this.touched.at(key, value);
    this.touched.foldAnewFrom(touched, event);
    touched.counting = true;
    this.recount(held, reversed);
    this.recount(shown, (counted) => counted);
  }

  /** A fact that waits for another slot is of this one from now on. */
  private takeOver(slot: number, assignment: Assignment, given: GivenEvent): void {
    const { event } = given;
    this.slots.add(slot);
    if (this.mustWait(given)) this.wait(slot, given);
    else if (!this.input.due.some((waiting) => waiting.slot === slot && waiting.sequence === event.sequence)) {
      if (!this.isHidden(event, this.input.to.sequence)) this.touch(assignment);
    }
  }

  /** What an event contributes by itself comes or goes, with the first of its keys. */
  private recount(
    assignment: Assignment | undefined,
    direction: (counted: ContributionChange) => ContributionChange,
  ): void {
    const { projection } = this.input;
    if (assignment?.share !== 1 || !projection.counters.has(assignment.given.event.type)) return;
    const fact = assignment.given.fact(1);
    try {
      this.cells.add(timeOf(projection, fact), direction(coming(countOf(projection, fact))));
    } catch {
      // What throws has contributed nothing; the fold of all facts finds it.
    }
  }

  private assignmentsOf(given: GivenEvent): readonly Assignment[] {
    const { projection, visibility, to } = this.input;
    return assignmentsOf(projection, given, visibility, to, to);
  }

  private touch({ key, value, share, via, given, error }: Assignment): void {
    const { projection } = this.input;
    const touched = this.touched.at(key, value);
    const fact = given.fact(share, via);
    if (error !== undefined) {
      this.touched.foldAnewFrom(touched, fact);
      touched.counting = true;
    } else if (projection.handlers.has(fact.type)) touched.facts.push({ fact });
    // The event counts once, for whichever of its keys comes first.
    if (share === 1 && projection.counters.has(fact.type)) {
      try {
        this.cells.add(timeOf(projection, fact), coming(countOf(projection, fact)));
      } catch {
        this.touched.foldAnewFrom(touched, fact);
        touched.counting = true;
      }
    }
  }
}

/** Whether a slot has folded all of a batch already, and time has passed as far. */
function isFurther(slot: Position, { sequence, horizon }: Position): boolean {
  return slot.sequence > sequence || (slot.sequence === sequence && slot.horizon >= horizon);
}
