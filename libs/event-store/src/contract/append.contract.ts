import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { leafOf } from '#core/record-hashes.js';
import type { StoreUnderTest } from './store-under-test.js';
import type { ExpectedRevision } from '../port.js';
import { caseStream, sampleEvent, sampleEvents, sampleId } from './sample-events.js';

const stream = caseStream(1);

export function appendContract(test: StoreUnderTest): void {
  describe('append', () => {
    it('places events: revisions from 0, sequences from 1, one recordedAt, the leaf of the placed record', async () => {
      const events = sampleEvents(stream, 3);
      const result = await test.store.append({ stream, expected: 'no_stream', events });
      expect(result).toMatchObject({ stream, revision: 2 });
      expect(result.events.map(({ outcome, revision, sequence }) => [outcome, revision, sequence])).toEqual([
        ['appended', 0, 1],
        ['appended', 1, 2],
        ['appended', 2, 3],
      ]);
      const stored = [...test.store.readAll()];
      expect(stored.map(({ revision, recordedAt, leaf, sequence, ...event }) => event)).toEqual(events);
      for (const [i, event] of stored.entries()) {
        expect(event.recordedAt).toBe(1_700_000_000_000);
        expect(event.leaf).toBe(leafOf(event));
        expect(result.events[i]).toMatchObject({ id: event.id, leaf: event.leaf, recordedAt: event.recordedAt });
      }
    });

    it('keeps every field of a record, and leaves out what is absent', async () => {
      const full = sampleEvent(stream, 1, {
        stream: 'party-x',
        sourceRecordedAt: -1,
        effectiveFrom: 0,
        onBehalfOf: sampleId('chief'),
        authority: 'contract',
        reasonCode: 'asked',
        matter: sampleId('matter'),
        thread: sampleId('thread'),
        relationships: [sampleId('a'), sampleId('b')],
        causationId: sampleId('cause'),
        actor: 'key:abc',
        occurredAt: -62_135_596_800_000,
        ordinal: 999_999 * 2 ** 32 + 4_294_967_295,
        process: { definition: 'd', dataset: 'another', case: sampleId('case'), activity: 'Ä', lifecycle: 'start' },
      });
      const { sealed: _sealed, process: _process, ...bare } = sampleEvent('party-x', 2, { parties: [], data: {} });
      const { importId: _importId, ...source } = bare.source;
      const events = [full, { ...bare, source }];
      await test.store.append({ stream: 'party-x', expected: 'any', events });
      for (const event of events) {
        const stored = test.store.get(event.id)!;
        expect(stored).toEqual({
          ...event,
          revision: stored.revision,
          sequence: stored.sequence,
          recordedAt: stored.recordedAt,
          leaf: leafOf(stored),
        });
        expect(Object.values(stored)).not.toContain(undefined);
      }
      expect(Object.keys(test.store.at(2)!)).not.toContain('sealed');
      expect(Object.keys(test.store.at(2)!.source)).not.toContain('importId');
    });

    it.each<[ExpectedRevision, boolean, boolean]>([
      ['any', true, true],
      ['no_stream', true, false],
      ['stream_exists', false, true],
      [-1, true, false],
      [0, false, false],
      [1, false, true],
      [2, false, false],
    ])('expects %s', async (expected, whenMissing, whenAtRevision1) => {
      const attempt = (name: string, n: number) =>
        test.store.append({ stream: name, expected, events: [sampleEvent(name, n)] });
      await test.store.append({ stream, expected: 'any', events: sampleEvents(stream, 2) });
      const before = test.store.head().sequence;
      for (const [name, succeeds, revision] of [
        [caseStream(2), whenMissing, 0],
        [stream, whenAtRevision1, 2],
      ] as const) {
        if (succeeds) expect((await attempt(name, 10)).revision).toBe(revision);
        else await expect(attempt(name, 10)).rejects.toMatchObject({ code: 'revision-conflict' });
      }
      expect(test.store.head().sequence).toBe(before + Number(whenMissing) + Number(whenAtRevision1));
    });

    it('counts sequences over all streams without a gap, refused appends included', async () => {
      for (let n = 0; n < 5; n++) {
        await test.store.append({
          stream: caseStream(n),
          expected: 'no_stream',
          events: sampleEvents(caseStream(n), n + 1),
        });
        await expect(
          test.store.append({ stream: caseStream(n), expected: 'no_stream', events: [sampleEvent(caseStream(n), 99)] }),
        ).rejects.toMatchObject({ code: 'revision-conflict' });
      }
      expect(test.store.head().sequence).toBe(15);
      expect([...test.store.readAll()].map((event) => event.sequence)).toEqual(
        Array.from({ length: 15 }, (_, i) => i + 1),
      );
    });

    it('never lets recordedAt fall, however the clock jumps', async () => {
      const instants = [0, 5, -86_400_000, -1, 7, 6];
      for (const [n, instant] of instants.entries()) {
        test.clock.set(1_700_000_000_000 + instant);
        await test.store.append({ stream, expected: n - 1, events: [sampleEvent(stream, n)] });
      }
      const recorded = [...test.store.readAll()].map((event) => event.recordedAt - 1_700_000_000_000);
      expect(recorded).toEqual([0, 5, 5, 5, 7, 7]);
      expect(test.store.head()).toEqual({ sequence: 6, recordedAt: 1_700_000_000_007 });
    });

    it('is empty at first', () => {
      expect(test.store.head()).toEqual({ sequence: 0, recordedAt: 0 });
      expect(test.store.revisionOf(stream)).toBe(-1);
      expect([...test.store.readAll(), ...test.store.readAll({ direction: 'backwards' })]).toEqual([]);
      expect([...test.store.readStream(stream), ...test.store.readDimension('type', 'MessageReceived')]).toEqual([]);
      expect(test.store.at(0)).toBeUndefined();
      expect(test.store.get(sampleId('nobody'))).toBeUndefined();
    });

    it('refuses with every violation, and writes nothing', async () => {
      const [one, two] = sampleEvents(stream, 2) as [ReturnType<typeof sampleEvent>, ReturnType<typeof sampleEvent>];
      const cases = [
        { events: [] },
        { events: [one, one] },
        { events: [one, { ...two, stream: 'another' }] },
        { events: [{ ...one, id: 'no uuid' }] },
        { events: [{ ...one, id: one.id.toUpperCase() }] },
        { events: [{ ...one, digest: 'abc' }] },
        { events: [{ ...one, salt: one.salt.slice(1) }] },
        { events: [{ ...one, occurredAt: 0.5 }] },
        { events: [{ ...one, occurredAt: 253_402_300_800_000 }] },
        { events: [{ ...one, ordinal: 2 ** 53 }] },
        { events: [{ ...one, data: { broken: '\ud800' } }] },
        { events: [{ ...one, data: { broken: Number.NaN } }] },
        { expected: -2, events: [one] },
        { expected: 1.5, events: [one] },
        { known: 'drop' as const, expected: 0, events: [one] },
      ];
      for (const request of cases) {
        await expect(test.store.append({ stream, expected: 'any', ...request })).rejects.toMatchObject({
          name: 'LedgerError',
          code: 'invalid',
        });
      }
      expect(test.store.head().sequence).toBe(0);
    });

    it('refuses what is over a limit, whole', async () => {
      const large = (n: number, size: number) => sampleEvent(stream, n, { data: { text: 'x'.repeat(size) } });
      const requests = [
        [large(1, limits.eventBytes + 1)],
        Array.from({ length: 9 }, (_, n) => large(n, limits.appendBytes / 8)),
        Array.from({ length: limits.appendEvents + 1 }, (_, n) => sampleEvent(stream, n)),
      ];
      for (const events of requests) {
        await expect(test.store.append({ stream, expected: 'any', events })).rejects.toMatchObject({
          code: 'limit-exceeded',
        });
      }
      expect(test.store.head().sequence).toBe(0);
      await test.store.append({ stream, expected: 'any', events: [large(1, limits.eventBytes - 2000)] });
      expect(test.store.head().sequence).toBe(1);
    });

    it('appends many batches, each by itself: a refused one does not touch the others', async () => {
      const results = await test.store.appendMany([
        { stream, expected: 'no_stream', events: sampleEvents(stream, 2) },
        { stream, expected: 'no_stream', events: [sampleEvent(stream, 7)] },
        { stream: caseStream(2), expected: 5, events: sampleEvents(caseStream(2), 1) },
        { stream, expected: 1, events: [sampleEvent(stream, 8)] },
        { stream: caseStream(3), expected: 'any', events: sampleEvents(caseStream(3), 1) },
      ]);
      expect(results.map((result) => result.status)).toEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
      expect([...test.store.readAll()].map((event) => event.id)).toEqual(
        [...sampleEvents(stream, 2), sampleEvent(stream, 8), sampleEvent(caseStream(3), 0)].map((event) => event.id),
      );
    });

    it('does not see later changes of what it was given, nor of what it gave', async () => {
      const event = structuredClone(sampleEvent(stream, 1));
      const appended = test.store.append({ stream, expected: 'any', events: [event] });
      (event.data as { n: number }).n = 99;
      event.sealed!.bytes[0]! ^= 1;
      await appended;
      expect(test.store.at(1)!.data).toEqual(sampleEvent(stream, 1).data);
      expect(test.store.at(1)!.sealed).toEqual(sampleEvent(stream, 1).sealed);
    });

    it('refuses everything after it is closed, and keeps what it had', async () => {
      const under = test.store.append({ stream, expected: 'any', events: [sampleEvent(stream, 0)] });
      await test.store.close();
      await expect(under).resolves.toMatchObject({ revision: 0 });
      await expect(
        test.store.append({ stream, expected: 'any', events: [sampleEvent(stream, 1)] }),
      ).rejects.toMatchObject({ code: 'unavailable' });
      await test.store.close();
      if (test.home.durable) {
        test.store = await test.home.open(test.clock);
        expect(test.store.head().sequence).toBe(1);
        await test.store.append({ stream, expected: 0, events: [sampleEvent(stream, 1)] });
        expect([...test.store.readStream(stream)].map((event) => event.revision)).toEqual([0, 1]);
      }
    });
  });
}
