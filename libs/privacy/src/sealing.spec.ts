import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { secretKey } from '#core/hashing.js';
import { keyIdOf } from '#core/ids.js';
import type { SubjectKey } from '#core/ports.js';
import { testDataPath } from '#core/test-data.js';
import { seal, unseal } from './sealing.js';

const subject = '8b8ff0a5-3d0f-4d6c-a3c6-2f1b0f2b9c11';
const keyOf = (byte: number): SubjectKey => ({
  subject,
  keyId: keyIdOf(subject, 0),
  key: secretKey(new Uint8Array(32).fill(byte)),
});
const context = {
  subjectKey: keyOf(1),
  organisation: '3f0c6c1e-8a51-4c59-9f0e-6c1d2b7a9e10',
  eventId: 'c0ffee00-1234-8abc-9def-0123456789ab',
  type: 'MessageReceived',
};
const integrity = expect.objectContaining({ code: 'integrity' });

describe('sealing', () => {
  it('gives back what was sealed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' })),
        fc.uuid(),
        (object, eventId) => {
          const sealed = seal(object, { ...context, eventId });
          expect(unseal(sealed, { ...context, eventId })).toEqual(JSON.parse(JSON.stringify(object)));
        },
      ),
    );
  });

  it('refuses any flipped bit of the bytes and of the commitment', () => {
    const sealed = seal({ text: 'Where is my order?' }, context);
    for (const field of ['bytes', 'commitment'] as const) {
      for (let bit = 0; bit < sealed[field].length * 8; bit++) {
        const flipped = Uint8Array.from(sealed[field]);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => unseal({ ...sealed, [field]: flipped }, context)).toThrow(integrity);
      }
    }
  });

  it('refuses what is cut off or grown', () => {
    const sealed = seal({ text: 'x' }, context);
    for (let length = 0; length < sealed.bytes.length; length++) {
      expect(() => unseal({ ...sealed, bytes: sealed.bytes.subarray(0, length) }, context)).toThrow(integrity);
    }
    expect(() => unseal({ ...sealed, bytes: Buffer.concat([sealed.bytes, Buffer.of(0)]) }, context)).toThrow(integrity);
    expect(() => unseal({ ...sealed, commitment: sealed.commitment.subarray(0, 31) }, context)).toThrow(integrity);
  });

  it('refuses what was moved to another event, type or organisation', () => {
    const sealed = seal({ text: 'x' }, context);
    for (const moved of [
      { ...context, eventId: 'c0ffee00-1234-8abc-9def-0123456789ac' },
      { ...context, type: 'MessageSent' },
      { ...context, organisation: '3f0c6c1e-8a51-4c59-9f0e-6c1d2b7a9e11' },
    ]) {
      expect(() => unseal(sealed, moved)).toThrow(integrity);
    }
  });

  it('tells another key by the commitment, and another key id as a missing key', () => {
    const sealed = seal({ text: 'x' }, context);
    expect(() => unseal(sealed, { ...context, subjectKey: keyOf(2) })).toThrow(integrity);
    const next = { ...keyOf(1), keyId: keyIdOf(subject, 1) };
    expect(() => unseal(sealed, { ...context, subjectKey: next })).toThrow(
      expect.objectContaining({ code: 'key-missing' }),
    );
    const someoneElse = { ...keyOf(1), subject: context.organisation };
    expect(() => unseal(sealed, { ...context, subjectKey: someoneElse })).toThrow(
      expect.objectContaining({ code: 'key-missing' }),
    );
  });

  it('refuses a commitment made for other bytes under another key', () => {
    // What the commitment is for: bytes that a second key opens too are of no use without the first key's commitment.
    const mine = seal({ text: 'mine' }, context);
    const other = seal({ text: 'other' }, { ...context, subjectKey: keyOf(2) });
    expect(() => unseal({ ...other, commitment: mine.commitment }, context)).toThrow(integrity);
  });

  it('seals no plaintext', () => {
    const sealed = seal({ text: 'PLANTED-NAME' }, context);
    expect(Buffer.from(sealed.bytes).includes('PLANTED')).toBe(false);
    expect(sealed.bytes).toHaveLength('{"text":"PLANTED-NAME"}'.length + 16);
  });
});

interface GcmVector {
  readonly tcId: number;
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
  readonly result: string;
}

describe('the primitives of sealing, as they are used', () => {
  it('agree with Wycheproof on AES-256-GCM', () => {
    const file = JSON.parse(readFileSync(testDataPath('audit/wycheproof/aes_gcm_test.json'), 'utf8')) as {
      testGroups: { keySize: number; ivSize: number; tagSize: number; tests: GcmVector[] }[];
    };
    const hex = (text: string) => Buffer.from(text, 'hex');
    let count = 0;
    for (const group of file.testGroups) {
      if (group.keySize !== 256 || group.ivSize !== 96 || group.tagSize !== 128) continue;
      for (const vector of group.tests) {
        const key = createSecretKey(hex(vector.key));
        const open = () => {
          const decryption = createDecipheriv('aes-256-gcm', key, hex(vector.iv), { authTagLength: 16 });
          decryption.setAAD(hex(vector.aad)).setAuthTag(hex(vector.tag));
          return Buffer.concat([decryption.update(hex(vector.ct)), decryption.final()]).toString('hex');
        };
        if (vector.result === 'valid') {
          expect(open()).toBe(vector.msg);
          const encryption = createCipheriv('aes-256-gcm', key, hex(vector.iv), { authTagLength: 16 }).setAAD(
            hex(vector.aad),
          );
          const made = Buffer.concat([encryption.update(hex(vector.msg)), encryption.final()]).toString('hex');
          expect([made, encryption.getAuthTag().toString('hex')]).toEqual([vector.ct, vector.tag]);
        } else {
          expect(open).toThrow(/authenticate/);
        }
        count += 1;
      }
    }
    expect(count).toBe(66);
  });
});
