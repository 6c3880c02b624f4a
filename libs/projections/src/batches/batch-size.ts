/** Events that a batch holds when facts come in the order in which they are folded. */
export const fewestEvents = 4_096;
/** Some 2 KiB each, decoded; of large ones a batch holds fewer (`take-batch.ts`). */
const mostEvents = 32_768;
/** For a build that is on its way: memory bounds a batch then (`take-batch.ts`). */
export const mostBuildEvents = 65_536;

/**
 * How many events the next batch should hold. A late fact costs a fold of its key from the mirror, once a batch: when
 * facts come in no order at all, every batch folds nearly everything anew, and the fewer of them the better.
 */
export class BatchSize {
  private size: number;

  constructor(
    private readonly fewest = fewestEvents,
    private readonly most = mostEvents,
  ) {
    this.size = fewest;
  }

  get events(): number {
    return this.size;
  }

  /** Learns from a batch. @param refolded facts that were folded again because of late ones */
  learn(events: number, refolded: number): void {
    if (refolded > 2 * events) this.size = Math.min(this.most, 2 * this.size);
    else if (2 * refolded < events) this.size = Math.max(this.fewest, this.size / 2);
  }
}
