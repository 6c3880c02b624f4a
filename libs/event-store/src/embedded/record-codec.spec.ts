import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { leafOf } from '#core/record-hashes.js';
import { sampleEvent, sampleId } from '../contract/sample-events.js';
import type { PlacedRecord } from '../placement.js';
import { decodeRecord, encodeRecord, isIntact, storedRecord } from './record-codec.js';

const id = fc.nat(6).map((n) => sampleId('any', n));
const text = fc.string({ unit: 'binary', maxLength: 40 });
const instant = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
const bytes = (min: number, max: number) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((array) => new Uint8Array(array));
const json = fc
  .jsonValue({ maxDepth: 4, stringUnit: 'binary', noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** Few ids, so that what a record says twice occurs. */
const record: fc.Arbitrary<RecordedEvent> = fc
  .record(
    {
      id,
      type: text,
      schemaVersion: fc.nat(9),
      stream: fc.oneof(
        text,
        id.map((name) => `process-${name}`),
      ),
      revision: fc.nat(),
      occurredAt: instant,
      occurredText: text,
      ordinal: fc.maxSafeNat(),
      recordedAt: instant,
      sourceRecordedAt: instant,
      effectiveFrom: instant,
      actor: fc.oneof(id, text),
      recorder: fc.oneof(id, text),
      onBehalfOf: id,
      authority: text,
      reasonCode: text,
      source: fc.record({ connector: text, dataset: text, importId: id }, { requiredKeys: ['connector', 'dataset'] }),
      correlationId: id,
      causationId: id,
      parties: fc.array(
        fc.record({ id, role: text, side: fc.constantFrom('customer' as const, 'ours' as const, 'other' as const) }),
        { maxLength: 4 },
      ),
      relationships: fc.array(id, { maxLength: 3 }),
      process: fc.record({ definition: text, dataset: text, case: id, activity: text, lifecycle: text }),
      matter: id,
      thread: id,
      data: fc.dictionary(text, json, { maxKeys: 5 }),
      sealed: fc.record({ subject: id, keyId: id, commitment: bytes(32, 32), bytes: bytes(16, 300) }),
      sequence: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    },
    {
      requiredKeys: [
        'id',
        'type',
        'schemaVersion',
        'stream',
        'revision',
        'occurredAt',
        'occurredText',
        'ordinal',
        'recordedAt',
        'actor',
        'recorder',
        'source',
        'correlationId',
        'causationId',
        'parties',
        'relationships',
        'data',
        'sequence',
      ],
    },
  )
  .map((partial) => ({
    ...partial,
    digest: 'ab'.repeat(32),
    salt: 'cd'.repeat(16),
    leaf: 'ef'.repeat(32),
  }));

/** With the sealed bytes as plain arrays of bytes, whatever they are views of. */
function plainBytes(event: PlacedRecord): object {
  const { sealed } = event;
  return sealed === undefined
    ? event
    : {
        ...event,
        sealed: { ...sealed, commitment: new Uint8Array(sealed.commitment), bytes: new Uint8Array(sealed.bytes) },
      };
}

describe('the record on disk', () => {
  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(record, (event) => {
        const stored = encodeRecord(event).bytes;
        expect(decodeRecord(Buffer.from(stored), stored.length, event.sequence)).toEqual({ ...event, leaf: '' });
        expect(plainBytes(storedRecord(encodeRecord(event)))).toEqual({ ...event, leaf: '' });
      }),
      { numRuns: 500 },
    );
  });

  it('has the same leaf when it comes back', () => {
    fc.assert(
      fc.property(record, (event) => {
        const stored = encodeRecord(event).bytes;
        expect(leafOf(decodeRecord(stored, stored.length, event.sequence))).toBe(leafOf(event));
      }),
    );
  });

  it('is intact only with every bit as it was, and under its own sequence', () => {
    const event = {
      ...sampleEvent('process-x', 3),
      revision: 0,
      recordedAt: 5,
      sequence: 9,
      leaf: 'ef'.repeat(32),
    } as RecordedEvent;
    const stored = encodeRecord(event).bytes;
    expect(isIntact(stored, stored.length, 9)).toBe(true);
    expect(isIntact(stored, stored.length, 10)).toBe(false);
    expect(isIntact(stored, stored.length - 1, 9)).toBe(false);
    for (let at = 0; at < stored.length; at++) {
      const changed = Buffer.from(stored);
      changed[at]! ^= 1 << (at % 8);
      expect(isIntact(changed, changed.length, 9)).toBe(false);
    }
  });

  it('is refused as damaged when it cannot be read', () => {
    const event = {
      ...sampleEvent('process-x', 3),
      revision: 0,
      recordedAt: 5,
      sequence: 9,
      leaf: 'ef'.repeat(32),
    } as RecordedEvent;
    const stored = encodeRecord(event).bytes;
    for (const length of [0, 3, 52, 90, 150, stored.length - 1]) {
      expect(() => decodeRecord(Buffer.from(stored.subarray(0, length)), length, 9)).toThrow(
        expect.objectContaining({ code: 'integrity' }),
      );
    }
  });
});
