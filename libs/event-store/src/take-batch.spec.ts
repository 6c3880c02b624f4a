import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { takeBatch } from './take-batch.js';

const eventOf = (sequence: number, sealedBytes: number, text = '') =>
  ({ sequence, data: { text }, sealed: { bytes: new Uint8Array(sealedBytes) } }) as unknown as RecordedEvent;

describe('a batch of what is read', () => {
  it('ends with the event that fills it, and reads no further', () => {
    let read = 0;
    function* events(): Generator<RecordedEvent> {
      for (let sequence = 1; sequence <= 100; sequence++) {
        read++;
        yield eventOf(sequence, 100_000);
      }
    }
    expect(takeBatch(events(), 1_000_000).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(read).toBe(10);
  });

  it('holds one at least, and everything where it is little', () => {
    expect(takeBatch([eventOf(1, 5_000_000), eventOf(2, 1)], 1_000_000)).toHaveLength(1);
    expect(takeBatch([eventOf(1, 0, 'x'.repeat(2_000_000)), eventOf(2, 1)], 1_000_000)).toHaveLength(1);
    expect(takeBatch(Array.from({ length: 40_000 }, (_, i) => eventOf(i, 200)))).toHaveLength(40_000);
    expect(takeBatch([])).toEqual([]);
  });
});
