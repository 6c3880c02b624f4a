import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';
import { secretKey, sha256Hex } from './hashing.js';
import type { EventRecord } from './record.js';
import { digestOf, leafOf, metaHash, sealedHash, thinEntryOf } from './record-hashes.js';

const full: EventRecord = {
  id: 'deadbeef-0000-8000-8000-000000000001',
  type: 'MessageReceived',
  schemaVersion: 1,
  stream: 'party-8b8ff0a5-3d0f-4d6c-a3c6-2f1b0f2b9c11',
  revision: 3,
  occurredAt: 1_349_787_017_123,
  occurredText: '2012-10-09T14:50:17.123+02:00',
  ordinal: 17,
  recordedAt: 1_764_000_000_000,
  sourceRecordedAt: 1_349_787_018_000,
  effectiveFrom: 1_349_740_800_000,
  actor: 'connector:csv',
  recorder: 'connector:csv',
  onBehalfOf: '8b8ff0a5-3d0f-4d6c-a3c6-2f1b0f2b9c11',
  authority: 'power-of-attorney',
  reasonCode: 'late-entry',
  source: { connector: 'csv', dataset: 'helpdesk', importId: '7d2f1c3a-4b5e-4a6f-8c9d-0e1f2a3b4c5d' },
  correlationId: '7d2f1c3a-4b5e-4a6f-8c9d-0e1f2a3b4c5d',
  causationId: 'a1b2c3d4-e5f6-4789-8abc-def012345678',
  parties: [{ id: '8b8ff0a5-3d0f-4d6c-a3c6-2f1b0f2b9c11', role: 'customer', side: 'customer' }],
  relationships: ['8b8ff0a5-3d0f-4d6c-a3c6-2f1b0f2b9c11'],
  process: {
    definition: 'helpdesk',
    dataset: 'helpdesk',
    case: '5e0c9a52-0c7e-8f27-b1d4-9a2b3c4d5e6f',
    activity: 'Closed',
    lifecycle: 'complete',
  },
  matter: '11111111-2222-8333-8444-555555555555',
  thread: '66666666-7777-8888-9999-aaaaaaaaaaaa',
  data: { channel: 'email' },
  digest: 'ab'.repeat(32),
  sealed: {
    subject: '8b8ff0a5-3d0f-4d6c-a3c6-2f1b0f2b9c11',
    keyId: '0f0f0f0f-1e1e-8d2d-9c3c-4b4b5a5a6969',
    commitment: new Uint8Array(32).fill(1),
    bytes: new Uint8Array(40).fill(2),
  },
  salt: '000102030405060708090a0b0c0d0e0f',
  leaf: '',
};

/** Every place in a record that a leaf must depend on, changed. */
function changes(value: unknown, set: (changed: unknown) => unknown): unknown[] {
  if (typeof value === 'string') return [set(`${value}x`)];
  if (typeof value === 'number') return [set(value + 1)];
  if (value instanceof Uint8Array) return [set(value.map((byte, at) => (at === value.length - 1 ? byte ^ 1 : byte)))];
  if (Array.isArray(value)) {
    const inner = value.flatMap((item, at) =>
      changes(item, (changed) => set(value.map((old, i) => (i === at ? changed : old)))),
    );
    return [set([...value, ...value]), ...inner];
  }
  return Object.entries(value as object).flatMap(([name, member]) =>
    changes(member, (changed) => set({ ...(value as object), [name]: changed })),
  );
}

describe('hashes of a record', () => {
  it('change with every field but the leaf and the subject of what is sealed', () => {
    const { leaf: _, sealed, ...rest } = full;
    const { subject: __, ...hashedSealed } = sealed!;
    const changed = changes({ ...rest, sealed: hashedSealed }, (record) => record) as EventRecord[];
    expect(changed.length).toBeGreaterThan(35);
    const leaves = [full, ...changed].map((record) => leafOf(record));
    expect(new Set(leaves).size).toBe(leaves.length);
  });

  it('change when an optional field goes', () => {
    const optional = [
      'sourceRecordedAt',
      'effectiveFrom',
      'onBehalfOf',
      'authority',
      'reasonCode',
      'process',
      'matter',
      'thread',
      'sealed',
    ] as const;
    const leaves = optional.map((name) => {
      const { [name]: _, ...rest } = full;
      return leafOf(rest);
    });
    expect(new Set([leafOf(full), ...leaves]).size).toBe(optional.length + 1);
  });

  it('do not see what a store adds, nor the order in which a store gives the fields back', () => {
    const reversed = Object.fromEntries(Object.entries(full).reverse()) as unknown as EventRecord;
    const process = Object.fromEntries(Object.entries(full.process!).reverse());
    expect(leafOf({ ...reversed, process, sequence: 9, leaf: 'x' } as unknown as EventRecord)).toBe(leafOf(full));
  });

  it('cover every other field with metaHash', () => {
    const { data: _, sealed: __, leaf: ___, ...meta } = full;
    expect(metaHash(full)).toBe(sha256Hex(canonicalJson(meta)));
  });

  it('leave out of the thin entry what is not sealed', () => {
    const { sealed: _, ...plain } = full;
    expect(Object.keys(thinEntryOf(plain))).not.toContain('sealedHash');
    expect(thinEntryOf(plain).keyRefs).toEqual([]);
    expect(Object.keys(thinEntryOf(full))).toEqual(Object.keys(thinEntryOf(full)).sort());
  });

  it('hash commitment and bytes as one', () => {
    const joined = Buffer.concat([full.sealed!.commitment, full.sealed!.bytes]);
    expect(sealedHash(full.sealed!)).toBe(sha256Hex(joined));
  });
});

describe('digest', () => {
  const key = secretKey(new Uint8Array(32).fill(7));
  const digest = digestOf(key, full, { text: 'a' });

  it('does not compare ordinal, import, recorder, recordedAt, revision, salt', () => {
    const again = {
      ...full,
      ordinal: 1,
      source: { connector: 'x', dataset: 'y' },
      recorder: 'z',
      recordedAt: 1,
      revision: 9,
      salt: '',
      id: 'x',
    };
    expect(digestOf(key, again, { text: 'a' })).toBe(digest);
  });

  it('compares everything else', () => {
    const different: string[] = [
      digestOf(key, { ...full, type: 'MessageSent' }, { text: 'a' }),
      digestOf(key, { ...full, schemaVersion: 2 }, { text: 'a' }),
      digestOf(key, { ...full, occurredText: '2012-10-09T12:50:17.123Z' }, { text: 'a' }),
      digestOf(key, { ...full, actor: 'x' }, { text: 'a' }),
      digestOf(key, { ...full, parties: [] }, { text: 'a' }),
      digestOf(key, { ...full, process: { ...full.process!, lifecycle: 'start' } }, { text: 'a' }),
      digestOf(key, { ...full, data: {} }, { text: 'a' }),
      digestOf(key, full, { text: 'b' }),
      digestOf(key, full, {}),
      digestOf(key, full),
      digestOf(secretKey(new Uint8Array(32)), full, { text: 'a' }),
    ];
    expect(new Set([digest, ...different]).size).toBe(different.length + 1);
  });

  it('is the same however the members of data are ordered', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const reversed = Object.fromEntries(Object.entries(data).reverse());
        expect(digestOf(key, { ...full, data: reversed })).toBe(digestOf(key, { ...full, data }));
      }),
    );
  });
});
