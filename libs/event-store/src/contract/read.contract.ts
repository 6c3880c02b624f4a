import { beforeEach, describe, expect, it } from '@jest/globals';
import type { UnplacedEvent } from '#core/record.js';
import { hasValue, valuesOf } from '../dimension-values.js';
import type { StoreUnderTest } from './store-under-test.js';
import { compareFoldKeys } from '../fold-order.js';
import { dimensions } from '../port.js';
import type { EventStore, FoldKey } from '../port.js';
import { caseStream, sampleEvent, sampleId } from './sample-events.js';

/** Sequences of what an iterator gives. */
const sequences = (events: Iterable<{ sequence: number }>) => [...events].map((event) => event.sequence);

async function fill(store: EventStore, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const stream = n % 6 === 5 ? `party-${n % 2}` : caseStream(n % 3);
    const change: Partial<UnplacedEvent> = {
      ...(n % 5 === 0 ? { matter: sampleId('matter', n % 2) } : {}),
      ...(n % 7 === 0 ? { relationships: [sampleId('named', 1), sampleId('named', 2)] } : {}),
    };
    await store.append({ stream, expected: 'any', events: [sampleEvent(stream, n, change)] });
  }
}

export function readContract(test: StoreUnderTest): void {
  describe('reads', () => {
    beforeEach(async () => {
      await fill(test.store, 60);
    });

    it('finds an event by id and by sequence', () => {
      for (const event of test.store.readAll()) {
        expect(test.store.get(event.id)).toEqual(event);
        expect(test.store.at(event.sequence)).toEqual(event);
      }
      for (const sequence of [0, -1, 61, 2 ** 40, 1.5, Number.NaN]) expect(test.store.at(sequence)).toBeUndefined();
    });

    it('reads the events of some sequences, in their order', () => {
      const { store } = test;
      const wanted = [60, 1, 7, 7, 3];
      expect(sequences(store.readMany(wanted))).toEqual(wanted);
      expect([...store.readMany([5])]).toEqual([store.at(5)]);
      for (const sequence of [0, 61, 1.5]) expect(() => [...store.readMany([1, sequence])]).toThrow(RangeError);
    });

    it('reads everything from a sequence on, both ways', () => {
      const { store } = test;
      expect(sequences(store.readAll({ from: 58 }))).toEqual([58, 59, 60]);
      expect(sequences(store.readAll({ from: 61 }))).toEqual([]);
      expect(sequences(store.readAll({ from: -5, limit: 2 }))).toEqual([1, 2]);
      expect(sequences(store.readAll({ direction: 'backwards', limit: 3 }))).toEqual([60, 59, 58]);
      expect(sequences(store.readAll({ direction: 'backwards', from: 2 }))).toEqual([2, 1]);
      expect(sequences(store.readAll({ direction: 'backwards', from: 99, limit: 1 }))).toEqual([60]);
      expect(sequences(store.readAll({ direction: 'backwards', from: 0 }))).toEqual([]);
      expect(sequences(store.readAll({ limit: 0 }))).toEqual([]);
    });

    it('reads a stream by revision, both ways, ends included', () => {
      const { store } = test;
      const stream = caseStream(0);
      const all = [...store.readAll()].filter((event) => event.stream === stream);
      const last = store.revisionOf(stream);
      expect(all.map((event) => event.revision)).toEqual(Array.from({ length: last + 1 }, (_, i) => i));
      expect([...store.readStream(stream)]).toEqual(all);
      expect([...store.readStream(stream, { from: 4 })]).toEqual(all.slice(4));
      expect([...store.readStream(stream, { from: 4, limit: 2 })]).toEqual(all.slice(4, 6));
      expect([...store.readStream(stream, { from: last + 1 })]).toEqual([]);
      expect([...store.readStream(stream, { direction: 'backwards' })]).toEqual(all.toReversed());
      expect([...store.readStream(stream, { direction: 'backwards', from: 1 })]).toEqual([all[1], all[0]]);
      expect([...store.readStream(stream, { direction: 'backwards', from: last + 9, limit: 1 })]).toEqual([all[last]]);
      expect([...store.readStream(stream, { limit: 0 })]).toEqual([]);
    });

    it('reads every value of every dimension in fold order, and counts it', () => {
      const { store } = test;
      const all = [...store.readAll()];
      for (const dimension of dimensions) {
        const values = new Set(all.flatMap((event) => valuesOf(event, dimension)));
        expect(values.size).toBeGreaterThan(0);
        for (const value of values) {
          const expected = all.filter((event) => hasValue(event, dimension, value)).toSorted(compareFoldKeys);
          expect(sequences(store.readDimension(dimension, value))).toEqual(sequences(expected));
          expect(sequences(store.readDimension(dimension, value, { direction: 'backwards' }))).toEqual(
            sequences(expected).toReversed(),
          );
          expect(store.countDimension(dimension, value)).toBe(expected.length);
        }
        expect([...store.readDimension(dimension, 'nobody')]).toEqual([]);
        expect(store.countDimension(dimension, 'nobody')).toBe(0);
      }
    });

    it('goes on after a place, up to a place, in the direction of reading', () => {
      const { store } = test;
      const all = [...store.readDimension('process', 'helpdesk')];
      const place = (i: number): FoldKey => ({
        occurredAt: all[i]!.occurredAt,
        ordinal: all[i]!.ordinal,
        sequence: all[i]!.sequence,
      });
      const read = (options: Parameters<EventStore['readDimension']>[2]) =>
        sequences(store.readDimension('process', 'helpdesk', options));
      const expected = sequences(all);
      for (const i of [0, 7, 31, all.length - 1]) {
        expect(read({ after: place(i) })).toEqual(expected.slice(i + 1));
        expect(read({ until: place(i) })).toEqual(expected.slice(0, i + 1));
        expect(read({ after: place(i), limit: 3 })).toEqual(expected.slice(i + 1, i + 4));
        expect(read({ direction: 'backwards', after: place(i) })).toEqual(expected.slice(0, i).toReversed());
        expect(read({ direction: 'backwards', until: place(i) })).toEqual(expected.slice(i).toReversed());
      }
      // A place need not be one of an event.
      const before = { occurredAt: all[7]!.occurredAt, ordinal: all[7]!.ordinal, sequence: all[7]!.sequence - 0.5 };
      expect(read({ after: before })[0]).toBe(expected[7]);
      expect(
        read({
          after: { occurredAt: -Infinity, ordinal: 0, sequence: 0 },
          until: { occurredAt: Infinity, ordinal: 0, sequence: 0 },
        }),
      ).toEqual(expected);
      expect(read({ after: place(9), until: place(9) })).toEqual([]);
      expect(read({ after: place(9), until: place(3) })).toEqual([]);
    });

    it('finds a relationship by name when the event names one, else by its customer-side parties', () => {
      const named = sequences(test.store.readDimension('relationship', sampleId('named', 1))).toSorted((a, b) => a - b);
      expect(named).toEqual([1, 8, 15, 22, 29, 36, 43, 50, 57]);
      const customer = sampleId('customer', 0);
      const unnamed = sequences(test.store.readDimension('relationship', customer));
      const party = sequences(test.store.readDimension('party', customer));
      expect(new Set(party.filter((sequence) => !named.includes(sequence)))).toEqual(new Set(unnamed));
      expect([...test.store.readDimension('relationship', sampleId('agent', 0))]).toEqual([]);
    });

    it('gives from one iterator what was recorded when it was made, whatever comes meanwhile', async () => {
      const { store } = test;
      const iterators = [
        store.readAll(),
        store.readStream(caseStream(0)),
        store.readDimension('process', 'helpdesk'),
        store.readDimension('process', 'helpdesk', { direction: 'backwards' }),
      ];
      const expected = [
        sequences(store.readAll()),
        sequences(store.readStream(caseStream(0))),
        sequences(store.readDimension('process', 'helpdesk')),
        sequences(store.readDimension('process', 'helpdesk', { direction: 'backwards' })),
      ];
      for (let n = 100; n < 110; n++)
        await store.append({
          stream: caseStream(0),
          expected: 'any',
          events: [sampleEvent(caseStream(0), n, { occurredAt: n })],
        });
      expect(iterators.map((iterator) => sequences(iterator))).toEqual(expected);
    });

    it('reads the same after it was closed and opened', async () => {
      if (!test.home.durable) return;
      const reads = (store: EventStore) => [
        store.head(),
        [...store.readAll()],
        ...dimensions.map((dimension) => [
          ...store.readDimension(dimension, valuesOf(store.at(1)!, dimension)[0] ?? ''),
        ]),
      ];
      const before = reads(test.store);
      await test.store.close();
      test.store = await test.home.open(test.clock);
      expect(reads(test.store)).toEqual(before);
    });
  });
}
