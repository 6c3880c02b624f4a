import { slotCount } from '#read-store/port.js';

/** Keys and steps that one commit should hold at most: some tens of MiB, and less than a second. */
const wantedWeight = 50_000;

/**
 * Which slots are folded and committed together. Slots do not depend on each other, so a batch that changes much is cut by
 * them: when facts come in no order at all every batch folds nearly every key anew, and memory must not grow with how
 * many keys there are. Each commit writes the totals that it changes, so that fewer are cheaper.
 */
export class SlotGroups {
  private count = 1;

  constructor(private readonly weight = wantedWeight) {}

  /** @param keys how many keys a batch is known to touch, where that is many */
  groups(keys = 0): readonly ReadonlySet<number>[] {
    while (keys > this.count * this.weight && this.count < slotCount) this.count *= 2;
    const size = slotCount / this.count;
    return Array.from(
      { length: this.count },
      (_, group) => new Set(Array.from({ length: size }, (_none, i) => group * size + i)),
    );
  }

  /** Learns from the commits of a batch. @param heaviest keys and steps of the one that held the most */
  learn(heaviest: number): void {
    if (heaviest > this.weight) this.count = Math.min(slotCount, 2 * this.count);
    else if (4 * heaviest < this.weight) this.count = Math.max(1, this.count / 2);
  }
}
