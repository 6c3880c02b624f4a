import quickselect from 'quickselect';
import { exactSum, type RankedDurations } from './duration-summary.js';

/** Asked for more ranks, all of them are put in order. */
const ranksMax = 16;

/**
 * Durations that are asked for a few ranks: each is selected (Floyd & Rivest 1975) without putting the others in order,
 * which takes a third of the time of sorting them.
 */
export class SelectedDurations implements RankedDurations {
  /** Ranks whose values stand in their places, ascending; those between two of them lie between these in value, too. */
  private readonly placed: number[] = [];
  private isSorted = false;

  /** @param values whole ms, in any order; they are rearranged */
  constructor(private readonly values: Float64Array) {}

  get count(): number {
    return this.values.length;
  }

  at(rank: number): number {
    if (!this.isSorted) this.place(rank);
    return this.values[rank]!;
  }

  sum(): bigint {
    return exactSum(this.values);
  }

  private place(rank: number): void {
    const { placed, values } = this;
    const next = placed.findIndex((known) => known >= rank);
    if (placed[next] === rank) return;
    if (placed.length === ranksMax) {
      values.sort();
      this.isSorted = true;
      return;
    }
    const after = next < 0 ? placed.length : next;
    const last = after === placed.length ? values.length - 1 : placed[after]! - 1;
    quickselect(values as unknown as number[], rank, after === 0 ? 0 : placed[after - 1]! + 1, last);
    placed.splice(after, 0, rank);
  }
}
