import { allSlots, noSlots } from '../batches/slot-ownership.js';
import type { Announcement, SlotOwnership } from '../batches/slot-ownership.js';

const nothing: Announcement = { runs: new Set(), wants: new Set() };

/** For specs: nodes that a test gives slots to, and takes them from, as it likes. Who has slot 0 decides. */
export class FakeCluster {
  readonly nodes: FakeOwnership[] = [];

  node(slots: ReadonlySet<number> = noSlots): FakeOwnership {
    const node = new FakeOwnership(this, slots);
    this.nodes.push(node);
    return node;
  }
}

export class FakeOwnership implements SlotOwnership {
  announced: Announcement = nothing;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly cluster: FakeCluster,
    private slots: ReadonlySet<number>,
  ) {}

  take(slots: ReadonlySet<number>): void {
    this.slots = slots;
    this.tell();
  }

  /** As the others see it when it has gone. */
  leave(): void {
    this.slots = noSlots;
    this.announce(nothing);
  }

  slotsOf(fingerprint: string): ReadonlySet<number> {
    return this.announced.runs.has(fingerprint) ? this.slots : noSlots;
  }

  decides(fingerprint: string): boolean {
    return this.slotsOf(fingerprint).has(0);
  }

  wantedElsewhere(): ReadonlySet<string> {
    const others = this.cluster.nodes.filter((node) => node !== this);
    return new Set(others.flatMap(({ announced }) => [...announced.wants]));
  }

  announce(announcement: Announcement): void {
    const textOf = ({ runs, wants }: Announcement): string => [...runs, ' ', ...wants].join();
    if (textOf(this.announced) === textOf(announcement)) return;
    this.announced = announcement;
    for (const node of this.cluster.nodes) node.tell();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Every so-many-th slot. */
export function everySlot(of: number, at: number): ReadonlySet<number> {
  return new Set([...allSlots].filter((slot) => slot % of === at));
}
