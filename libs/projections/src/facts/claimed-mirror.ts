import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { Dimension, Head, Mirror, RangeOptions } from '#event-store/port.js';
import { claimedTimeOf } from './claimed-time.js';

/**
 * The ledger as it would have been at an instant if it had known what its sources claim to have known: the events of the
 * ledger up to where it ended when this was made, in its order, without those that were not known yet (`claimed-time.ts`).
 * A fold of it is a fold "as claimed by the sources". Nothing is kept: each read asks each event.
 */
export class ClaimedMirror implements Mirror {
  private readonly end: Head;

  /**
   * @param by the instant up to which something is known, in ms
   * @param known the last sequence of the ledger that is looked at
   */
  constructor(
    private readonly mirror: Mirror,
    private readonly by: Instant,
    known = mirror.head().sequence,
  ) {
    this.end = { sequence: known, recordedAt: mirror.at(known)?.recordedAt ?? 0 };
  }

  head(): Head {
    return this.end;
  }

  get(id: string): RecordedEvent | undefined {
    return this.known(this.mirror.get(id));
  }

  at(sequence: number): RecordedEvent | undefined {
    return this.known(this.mirror.at(sequence));
  }

  readMany(sequences: Iterable<number>) {
    return this.onlyKnown(this.mirror.readMany(sequences));
  }

  revisionOf(stream: string): number {
    return this.mirror.revisionOf(stream);
  }

  readStream(stream: string, { limit, ...range }: RangeOptions & { from?: number } = {}) {
    return this.onlyKnown(this.mirror.readStream(stream, range), limit);
  }

  readAll({ limit, ...range }: RangeOptions & { from?: number } = {}) {
    return this.onlyKnown(this.mirror.readAll(range), limit);
  }

  readDimension(dimension: Dimension, value: string, options: Parameters<Mirror['readDimension']>[2] = {}) {
    const { limit, ...range } = options;
    return this.onlyKnown(this.mirror.readDimension(dimension, value, range), limit);
  }

  countDimension(dimension: Dimension, value: string): number {
    let count = 0;
    for (const _event of this.readDimension(dimension, value)) count++;
    return count;
  }

  private *onlyKnown(events: Iterable<RecordedEvent>, limit = Infinity): Generator<RecordedEvent> {
    let given = 0;
    for (const event of events) {
      if (given === limit) return;
      if (this.known(event) === undefined) continue;
      given++;
      yield event;
    }
  }

  private known(event: RecordedEvent | undefined): RecordedEvent | undefined {
    if (event === undefined || event.sequence > this.end.sequence) return undefined;
    return claimedTimeOf(event, this.mirror) <= this.by ? event : undefined;
  }
}
