import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareFoldKeys } from '../fold-order.js';
import type { FoldKey } from '../port.js';
import { BloomFilter } from './bloom-filter.js';
import { ByteReader, ByteWriter } from './byte-codec.js';
import { nextPlaces, RunCursor } from './place-cursor.js';
import { Entries } from './run-codec.js';
import { chunkEntries, inlineEntries } from './segment-format.js';
import type { SegmentInfo } from './segment-format.js';
import { SegmentReader } from './segment-reader.js';
import { IdWriter, SectionWriter } from './segment-writer.js';
import { mergeSegments } from './segment-merge.js';
import { compareHashes, hashOf, mixId } from './value-hash.js';

const safe = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(200),
  fc.constantFrom(0, 0x3f, 0x40, 0x7f, 0x80, 2 ** 28 - 1, 2 ** 28, 2 ** 53 - 1),
);

/** Segments in a map instead of a database. */
class Pages {
  readonly values = new Map<string, Buffer>();
  readonly sink = (key: Buffer, value: Buffer) => void this.values.set(key.toString('hex'), value);
  readonly source = (key: Buffer) => this.values.get(key.toString('hex'));

  /** A segment with one section of runs, and ids. */
  write(
    id: number,
    level: number,
    first: number,
    runs: ReadonlyMap<string, FoldKey[]>,
    ids: readonly string[],
  ): SegmentReader {
    const buckets = [3, ...Array.from({ length: 9 }, () => 0)];
    const writer = new SectionWriter(id, 0, 3, this.sink);
    const ordered = Array.from(runs, ([value, places]) => ({ hash: hashOf(value), places })).toSorted((a, b) =>
      compareHashes(a.hash, b.hash),
    );
    for (const { hash, places } of ordered) {
      const entries = new Entries();
      for (const { occurredAt, ordinal, sequence } of places.toSorted(compareFoldKeys))
        entries.push(occurredAt, ordinal, sequence);
      writer.add(hash, entries);
    }
    writer.finish();
    const mixed = ids.map((text, i) => {
      const into = { high: 0, low: 0, sequence: first + i };
      mixId(text, into);
      return into;
    });
    const idWriter = new IdWriter(id, 2, ids.length, this.sink);
    for (const { high, low, sequence } of mixed.toSorted((a, b) => a.high - b.high)) idWriter.add(high, low, sequence);
    idWriter.finish();
    const info: SegmentInfo = { id, level, first, last: first + Math.max(0, ids.length - 1), buckets, idBuckets: 2 };
    return new SegmentReader(info, this.source);
  }
}

function merge(inputs: readonly SegmentReader[], id: number, pages: Pages): SegmentReader {
  const steps = mergeSegments(inputs, id, pages.sink);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return new SegmentReader(step.value, pages.source);
  }
}

const place = fc.record({ occurredAt: fc.integer({ min: -3, max: 3 }), ordinal: fc.nat(2) });

describe('numbers in bytes', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(safe, fc.boolean())), (numbers) => {
        const writer = new ByteWriter(1);
        for (const [size, negative] of numbers) {
          writer.varint(size);
          writer.signed(negative ? -size : size);
        }
        const reader = new ByteReader(writer.copy());
        for (const [size, negative] of numbers) {
          expect(reader.varint()).toBe(size);
          expect(reader.signed() + 0).toBe(negative && size > 0 ? -size : size);
        }
        expect(reader.at).toBe(writer.length);
      }),
    );
  });
});

describe('the filter', () => {
  it('never denies what was added, and seldom believes what was not', () => {
    const filter = BloomFilter.forKeys(10_000);
    const mixed = { high: 0, low: 0 };
    for (let i = 0; i < 10_000; i++) {
      mixId(`in ${i}`, mixed);
      filter.add(mixed.high, mixed.low);
    }
    const again = BloomFilter.fromBytes(filter.toBytes());
    let believed = 0;
    for (let i = 0; i < 10_000; i++) {
      mixId(`in ${i}`, mixed);
      expect(again.mayHave(mixed.high, mixed.low)).toBe(true);
      mixId(`out ${i}`, mixed);
      believed += Number(again.mayHave(mixed.high, mixed.low));
    }
    expect(believed).toBeLessThan(300);
  });
});

describe('segments', () => {
  it('give each value its places, both ways and from any place on, before and after they are merged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(fc.nat(4), place), { maxLength: 20 }), { minLength: 1, maxLength: 4 }),
        place,
        (parts, from) => {
          const pages = new Pages();
          let sequence = 0;
          const all = new Map<string, FoldKey[]>();
          const segments = parts.map((part, i) => {
            const first = sequence + 1;
            const runs = new Map<string, FoldKey[]>();
            for (const [value, { occurredAt, ordinal }] of part) {
              const entry = { occurredAt, ordinal, sequence: ++sequence };
              for (const map of [runs, all]) map.set(`${value}`, [...(map.get(`${value}`) ?? []), entry]);
            }
            return pages.write(
              i + 1,
              0,
              first,
              runs,
              part.map((_, k) => `id ${first + k}`),
            );
          });
          const merged = merge(segments, 99, pages);
          for (const [value, places] of all) {
            const ordered = places.toSorted(compareFoldKeys);
            for (const group of [segments, [merged]]) {
              const read = (backwards: boolean, after?: FoldKey) =>
                nextPlaces(
                  group.flatMap((segment) => {
                    const run = segment.find(0, hashOf(value));
                    return run === undefined ? [] : [new RunCursor(segment, 0, run, backwards, after)];
                  }),
                  1000,
                  Infinity,
                );
              const at = { ...from, sequence: 3 };
              expect(read(false)).toEqual(ordered);
              expect(read(true)).toEqual(ordered.toReversed());
              expect(read(false, at)).toEqual(ordered.filter((entry) => compareFoldKeys(entry, at) > 0));
              expect(read(true, at)).toEqual(ordered.filter((entry) => compareFoldKeys(entry, at) < 0).toReversed());
            }
          }
          for (let n = 1; n <= sequence; n++) {
            const mixed = { high: 0, low: 0 };
            mixId(`id ${n}`, mixed);
            expect(merged.mayHave(mixed.high, mixed.low)).toBe(true);
            expect(merged.sequencesOf(mixed.high, mixed.low)).toEqual([n]);
          }
        },
      ),
    );
  });

  it.each([inlineEntries, inlineEntries + 1, chunkEntries, chunkEntries + 1, 5 * chunkEntries, 20_000])(
    'read and merge runs of %d entries',
    (count) => {
      const pages = new Pages();
      const places = (first: number) =>
        Array.from({ length: count }, (_, i) => ({
          occurredAt: (i * 7919) % 1000,
          ordinal: i % 3,
          sequence: first + i,
        }));
      const lists = [places(1), places(count + 1)];
      const segments = lists.map((list, i) => pages.write(i + 1, 0, i * count + 1, new Map([['v', list]]), []));
      const merged = merge(segments, 9, pages);
      const ordered = lists.flat().toSorted(compareFoldKeys);
      const run = merged.find(0, hashOf('v'))!;
      expect(run.count).toBe(2 * count);
      for (const backwards of [false, true]) {
        expect(nextPlaces([new RunCursor(merged, 0, run, backwards, undefined)], Infinity, Infinity)).toEqual(
          backwards ? ordered.toReversed() : ordered,
        );
        for (const at of [0, 1, count, 2 * count - 1]) {
          const found = nextPlaces([new RunCursor(merged, 0, run, backwards, ordered[at])], 5, Infinity);
          expect(found).toEqual(
            backwards ? ordered.slice(Math.max(0, at - 5), at).toReversed() : ordered.slice(at + 1, at + 6),
          );
        }
      }
      expect(merged.lastOf(0, run)).toEqual(ordered.at(-1));
    },
  );
});
