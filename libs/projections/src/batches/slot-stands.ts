import type { Instant } from '#core/time.js';
import { slotCount } from '#read-store/port.js';
import type { Batch, Build, Position, Snapshot } from '#read-store/port.js';
import { allSlots } from './slot-ownership.js';

/**
 * Where the slots of one build stand: those that are folded here, as this node has read and written them, and those of
 * others, as far as they are visible here.
 */
export class SlotStands {
  /** By number, as it is stored. Of what is folded here batches begin there: only `reload` reads it. */
  readonly slots: Position[] = [];
  /** The sequence that all slots folded here have folded to, also where nothing was to be folded; Infinity without any. */
  sequence = 0;
  horizon: Instant = 0;
  /** The instant up to which all of them have let time pass. */
  passedTo: Instant = 0;
  /** Slots have been made whose totals are put aside: nothing can be told before they are settled. */
  isUnsettled = false;
  owned: ReadonlySet<number> = allSlots;
  private seen: readonly Position[] = [];
  private isStale = false;
  private readonly forget: (() => void) | undefined;

  constructor(
    private readonly build: Pick<Build, 'read' | 'onMoved'>,
    private readonly ownedNow: () => ReadonlySet<number>,
  ) {
    this.forget = build.onMoved?.(() => (this.isStale = true));
  }

  /** Whether slots came or went since they were read. */
  get isOutdated(): boolean {
    return this.owned !== this.ownedNow();
  }

  get isWhole(): boolean {
    return this.owned.size === slotCount;
  }

  /** The sequence that every slot has folded to, whoever folds it, as far as it is visible here. */
  get told(): number {
    if (this.isWhole) return this.sequence;
    const all = this.visible();
    if (this.isUnsettled) return 0;
    return all.reduce((least, { sequence }, slot) => Math.min(least, this.reachedBy(slot, sequence)), Infinity);
  }

  /** The instant up to which time has passed in the slot that is furthest. */
  get toldHorizon(): Instant {
    if (this.isWhole) return this.horizon;
    return this.visible().reduce((most, { horizon }) => Math.max(most, horizon), this.horizon);
  }

  /** How many events slots have folded in the mean: they may stand apart. */
  get mean(): number {
    const all = this.isWhole ? this.slots : this.visible();
    return Math.floor(all.reduce((sum, { sequence }, slot) => sum + this.reachedBy(slot, sequence), 0) / all.length);
  }

  /** Begins again from what is stored. */
  reload(snapshot: Snapshot): void {
    this.owned = this.ownedNow();
    const positions = snapshot.positions();
    this.slots.splice(0, Infinity, ...positions);
    this.see(snapshot);
    const own = positions.filter((_position, slot) => this.owned.has(slot));
    this.sequence = this.isUnsettled ? 0 : Math.min(...own.map(({ sequence }) => sequence));
    this.horizon = Math.max(0, ...own.map(({ horizon }) => horizon));
    this.passedTo = Math.min(...own.map(({ horizon }) => horizon));
  }

  /** All that are folded here stand there. */
  reach({ sequence, horizon }: Position): void {
    this.sequence = sequence;
    this.horizon = horizon;
    this.passedTo = horizon;
  }

  written({ slots }: Batch): void {
    for (const { slot, to } of slots) this.slots[slot] = to;
  }

  /** Where batches begin: of what others fold nothing is known that would matter to them. */
  from(): readonly Position[] {
    if (this.isWhole) return this.slots;
    const elsewhere = { sequence: this.sequence, horizon: this.passedTo };
    return this.slots.map((position, slot) => (this.owned.has(slot) ? position : elsewhere));
  }

  /** Those of some slots that are folded here. */
  ownedOf(slots: ReadonlySet<number>): ReadonlySet<number> {
    return this.isWhole ? slots : slots.intersection(this.owned);
  }

  /** What had nothing to fold since it was written, as a batch. */
  idle(): Batch['slots'] {
    const to = { sequence: this.sequence, horizon: this.horizon };
    return this.slots.flatMap((from, slot) =>
      this.owned.has(slot) && from.sequence < to.sequence ? [{ slot, from, to }] : [],
    );
  }

  /** Whether somebody else has folded what is folded here. */
  hasMoved(): boolean {
    const positions = this.build.read((snapshot) => snapshot.positions());
    return positions.some(({ sequence, horizon }, slot) => {
      const known = this.slots[slot]!;
      return this.owned.has(slot) && (sequence !== known.sequence || horizon !== known.horizon);
    });
  }

  close(): void {
    this.forget?.();
  }

  private reachedBy(slot: number, seen: number): number {
    return this.owned.has(slot) ? Math.max(this.slots[slot]!.sequence, this.sequence) : seen;
  }

  private visible(): readonly Position[] {
    if (this.isStale || this.forget === undefined) this.build.read((snapshot) => this.see(snapshot));
    return this.seen;
  }

  private see(snapshot: Snapshot): void {
    this.isStale = false;
    this.seen = snapshot.positions();
    this.isUnsettled = snapshot.hasAside();
  }
}
