import type { RankedDurations } from './duration-summary.js';
import { SelectedDurations } from './selected-durations.js';

/** Durations of several things, each in a stretch of its own. */
export class DurationStretches {
  private readonly values: Float64Array;
  private readonly begins: Int32Array;
  private readonly counts: Int32Array;

  /** @param most how many durations of each there are at most */
  constructor(most: Int32Array) {
    this.begins = new Int32Array(most.length);
    this.counts = new Int32Array(most.length);
    let total = 0;
    for (const [thing, count] of most.entries()) {
      this.begins[thing] = total;
      total += count;
    }
    this.values = new Float64Array(total);
  }

  add(thing: number, duration: number): void {
    this.values[this.begins[thing]! + this.counts[thing]!++] = duration;
  }

  count(thing: number): number {
    return this.counts[thing]!;
  }

  ranked(thing: number): RankedDurations {
    const begin = this.begins[thing]!;
    return new SelectedDurations(this.values.subarray(begin, begin + this.counts[thing]!));
  }
}
