import type { Mirror } from '#event-store/port.js';
import type { Batch, Build, KeyChange, Position, WaitingFact } from '#read-store/port.js';
import type { FoldWatch } from './batch-input.js';
import { CellChanges } from './cell-changes.js';
import { folds, timeOf } from '../definition/compiled-projection.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { ContextTimeline } from '../facts/context-book.js';
import { coming } from '../folding/contribution-change.js';
import { countOf } from '../folding/count.js';
import type { SlotEvents } from './events-by-slot.js';
import { compareFacts, makesDocument } from '../folding/fold.js';
import type { FoldRequest } from '../folding/fold.js';
import { foldInTurns, packSteps, weightOf } from './fold-turns.js';
import { keyChangeOf } from '../folding/key-change.js';
import { behind, readKeyFacts } from '../folding/key-facts.js';
import type { KeyFact } from '../folding/key-fold.js';
import { assignmentsOf } from '../facts/given-event.js';
import type { Assignment, GivenEvent } from '../facts/given-event.js';
import { Pauses } from '../calls/pauses.js';
import { slotOf } from '../definition/projection-key.js';
import type { Resumption } from '../folding/resumption.js';
import { SignalTransitions } from '../signals/signal-transitions.js';
import type { Visibility } from '../facts/visibility.js';

export interface SlotFoldInput extends SlotEvents {
  readonly projection: CompiledProjection;
  readonly build: Build;
  readonly mirror: Mirror;
  /** It knows what is recorded up to `to`. */
  readonly visibility: Visibility;
  /** What is published, as the build sees it at `to`. */
  readonly timeline: ContextTimeline;
  /** Where the slots stand, by number: those that are folded have folded nothing. */
  readonly from: readonly Position[];
  readonly to: Position;
  /** What other slots bring to the same cells is not known yet, and will come: what these bring is put aside. */
  readonly putsAside: boolean;
  /** Told of each key before it is folded. */
  readonly watch?: FoldWatch | undefined;
}

/** What is to be committed, and how many keys and steps it holds. */
export interface SlotsMade {
  readonly changes: Batch;
  readonly weight: number;
}

/** A key that nothing is stored of. */
interface NewKey {
  readonly key: string;
  readonly value: string;
  readonly slot: number;
  readonly facts: KeyFact[];
  /** What facts contribute by themselves may throw. */
  counting: boolean;
}

const fromNothing: Resumption = { reads: false, isAppend: false, snapshots: 0, outdatedFrom: undefined };

/**
 * Makes some slots of a build from nothing: every key of them is folded once, from its first fact to its last, so that
 * nothing that is stored has to be read, no fact is late, and no step is taken back. Gives what batches would have given
 * that had brought the slots to the same position.
 */
export async function foldSlots(input: SlotFoldInput): Promise<SlotsMade> {
  const fold = new SlotFold(input);
  await fold.gather();
  return fold.foldKeys();
}

class SlotFold {
  private readonly pauses = new Pauses();
  private readonly keys = new Map<string, NewKey>();
  private readonly cells = new CellChanges();
  private readonly waiting: WaitingFact[] = [];
  private readonly transitions: SignalTransitions;

  constructor(private readonly input: SlotFoldInput) {
    this.transitions = new SignalTransitions(input);
  }

  async gather(): Promise<void> {
    const { projection, visibility, events, slots, to } = this.input;
    for (const given of events) {
      const { event } = given;
      if (!folds(projection, event.type)) continue;
      if (this.pauses.isDue(1)) await this.pauses.pause();
      const mustWait = event.occurredAt > to.horizon;
      if (!mustWait && visibility.isHidden(event, to.sequence)) continue;
      for (const assignment of assignmentsOf(projection, given, visibility, to, to)) {
        const slot = slotOf(assignment.value);
        if (!slots.has(slot)) continue;
        if (mustWait) this.wait(slot, given);
        else this.take(assignment, slot);
      }
    }
  }

  async foldKeys(): Promise<SlotsMade> {
    const { slots, from, to, putsAside } = this.input;
    const keys: KeyChange[] = [];
    for (const key of this.keys.values()) {
      const change = await this.foldOne(key);
      if (change !== undefined) {
        keys.push(change);
        this.transitions.note(change, undefined);
      }
      if (this.pauses.isDue(key.facts.length + 1)) await this.pauses.pause();
      // What it held is not needed any more.
      key.facts.length = 0;
    }
    const changes = {
      slots: Array.from(slots, (slot) => ({ slot, from: from[slot]!, to })),
      keys,
      ...(putsAside ? { aside: this.cells.toContributions() } : { cells: this.cells.toList() }),
      waiting: { added: this.waiting, due: [] },
      transitions: this.transitions.inOrder(),
    };
    return { changes, weight: weightOf(keys) };
  }

  private wait(slot: number, { event: { occurredAt, sequence } }: GivenEvent): void {
    const known = this.waiting.at(-1);
    if (known?.sequence !== sequence || known.slot !== slot) this.waiting.push({ slot, occurredAt, sequence });
  }

  private take({ key, value, share, via, given, error }: Assignment, slot: number): void {
    const { projection } = this.input;
    const fact = given.fact(share, via);
    const counts = share === 1 && projection.counters.has(fact.type);
    const isHandled = projection.handlers.has(fact.type);
    if (error !== undefined) this.at(key, value, slot).counting = true;
    else if (isHandled) this.at(key, value, slot).facts.push({ fact });
    if (!counts) return;
    try {
      this.cells.add(timeOf(projection, fact), coming(countOf(projection, fact)));
    } catch {
      this.at(key, value, slot).counting = true;
    }
  }

  private at(key: string, value: string, slot: number): NewKey {
    let found = this.keys.get(key);
    if (found === undefined) this.keys.set(key, (found = { key, value, slot, facts: [], counting: false }));
    return found;
  }

  private async foldOne(key: NewKey): Promise<KeyChange | undefined> {
    const { projection, timeline, to } = this.input;
    const { counting, facts } = key;
    // What throws may be a fact that only counts: then those are needed too.
    const again: FoldRequest['read'] = (after) => readKeyFacts(this.input, key, to, after);
    if (counting && !makesDocument(projection, again())) return undefined;
    if (!counting) facts.sort((a, b) => compareFacts(projection, a.fact, b.fact));
    const read = counting ? again : behind(facts);
    this.input.watch?.atKey(key.key, facts[0]?.fact.sequence ?? 0);
    const folded = await foldInTurns(
      { projection, timeline, read, horizon: to.horizon, counting },
      this.pauses,
      this.input.watch,
    );
    for (const { time, change } of folded.totalChanges) this.cells.add(time, change);
    const steps = { keep: 0, added: packSteps(folded.totalChanges) };
    return keyChangeOf({ ...key, from: undefined, isDue: false }, undefined, folded, fromNothing, steps);
  }
}
