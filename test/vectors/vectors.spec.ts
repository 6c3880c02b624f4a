import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '#core/canonical-json.js';
import { secretKey } from '#core/hashing.js';
import type { IdKind } from '#core/ids.js';
import { identityExternalId, keyIdOf, keyedId } from '#core/ids.js';
import type { EventRecord } from '#core/record.js';
import { digestOf, leafOf, thinEntryOf } from '#core/record-hashes.js';
import { seal, unseal } from '#privacy/sealing.js';

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T;
}

const hex = (text: string) => Buffer.from(text, 'hex');

interface HexSealed {
  readonly subject: string;
  readonly keyId: string;
  readonly commitment: string;
  readonly bytes: string;
}
type RecordInFile = Omit<EventRecord, 'sealed'> & { readonly sealed?: HexSealed };

function recordOf({ sealed, ...record }: RecordInFile): EventRecord {
  if (sealed === undefined) return record;
  return { ...record, sealed: { ...sealed, commitment: hex(sealed.commitment), bytes: hex(sealed.bytes) } };
}

describe('golden vectors', () => {
  it('hold for an implementation that shares no code with ours', () => {
    const script = fileURLToPath(new URL('check-vectors.mjs', import.meta.url));
    const run = spawnSync(process.execPath, [script], { encoding: 'utf8', env: {} });
    expect({ status: run.status, stderr: run.stderr, differing: run.stdout.match(/^DIFFERS.*$/gm) }).toEqual({ status: 0, stderr: '', differing: null });
    expect(run.stdout.match(/^ok: /gm)?.length).toBeGreaterThanOrEqual(38);
  });

  const ids = read<{
    idKey: string;
    ids: { name: string; kind: IdKind; dataset: string; externalId: string; part?: string; id: string }[];
    identities: { name: string; values: string[]; occurrence: number; externalId: string }[];
    keyIds: { name: string; subject: string; generation: number; keyId: string }[];
  }>('ids.json');
  it.each(ids.ids)('id: $name', ({ kind, dataset, externalId, part, id }) => {
    expect(keyedId(secretKey(hex(ids.idKey)), kind, dataset, externalId, part)).toBe(id);
  });
  it.each(ids.identities)('identity: $name', ({ values, occurrence, externalId }) => {
    expect(identityExternalId(values, occurrence)).toBe(externalId);
  });
  it.each(ids.keyIds)('key id: $name', ({ subject, generation, keyId }) => {
    expect(keyIdOf(subject, generation)).toBe(keyId);
  });

  const records = read<{ records: { name: string; record: RecordInFile; entry: object; entryJcs: string; leaf: string }[] }>('records.json');
  it.each(records.records)('record: $name', ({ record, entry, entryJcs, leaf }) => {
    const made = thinEntryOf(recordOf(record));
    expect(made).toEqual(entry);
    expect(canonicalJson(made)).toBe(entryJcs);
    expect(leafOf(recordOf(record))).toBe(leaf);
  });

  const digests = read<{ key: string; digests: { name: string; record: RecordInFile; plaintext?: object; digest: string }[] }>('digests.json');
  it.each(digests.digests)('digest: $name', ({ record, plaintext, digest }) => {
    expect(digestOf(secretKey(hex(digests.key)), recordOf(record), plaintext)).toBe(digest);
  });
  it('digest: what does not count does not count', () => {
    const [first, , , , last] = digests.digests;
    expect(last!.digest).toBe(first!.digest);
  });

  const sealed = read<{
    sealed: { name: string; subjectKey: string; organisation: string; eventId: string; type: string; object: object; commitment: string; bytes: string }[];
  }>('sealed.json');
  it.each(sealed.sealed)('sealed: $name', (vector) => {
    const subject = '8b8ff0a5-3d0f-4d6c-a3c6-2f1b0f2b9c11';
    const subjectKey = { subject, keyId: keyIdOf(subject, 0), key: secretKey(hex(vector.subjectKey)) };
    const context = { subjectKey, organisation: vector.organisation, eventId: vector.eventId, type: vector.type };
    const made = seal(vector.object, context);
    expect({ commitment: Buffer.from(made.commitment).toString('hex'), bytes: Buffer.from(made.bytes).toString('hex') }).toEqual({
      commitment: vector.commitment,
      bytes: vector.bytes,
    });
    const opened = unseal({ ...made, commitment: hex(vector.commitment), bytes: hex(vector.bytes) }, context);
    expect(opened).toEqual(vector.object);
  });
});
