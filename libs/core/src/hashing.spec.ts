import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hmac, hmacHex, secretKey, sha256Hex } from './hashing.js';
import { testDataPath } from './test-data.js';

interface MacVector {
  readonly tcId: number;
  readonly key: string;
  readonly msg: string;
  readonly tag: string;
  readonly result: 'valid' | 'invalid';
}

describe('hashing', () => {
  it('agrees with Wycheproof on HMAC-SHA-256', () => {
    const file = JSON.parse(readFileSync(testDataPath('audit/wycheproof/hmac_sha256_test.json'), 'utf8')) as {
      testGroups: { tagSize: number; tests: MacVector[] }[];
    };
    let count = 0;
    for (const { tagSize, tests } of file.testGroups) {
      for (const { tcId, key, msg, tag, result } of tests) {
        const made = hmac(secretKey(Buffer.from(key, 'hex')), Buffer.from(msg, 'hex')).subarray(0, tagSize / 8);
        expect({ tcId, equal: made.toString('hex') === tag }).toEqual({ tcId, equal: result === 'valid' });
        count += 1;
      }
    }
    expect(count).toBe(174);
  });

  it('agrees with createHmac for keys and messages of any length', () => {
    const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
    fc.assert(
      fc.property(bytes(150), fc.oneof(bytes(300), fc.string({ unit: 'grapheme' })), (keyBytes, data) => {
        const key = secretKey(keyBytes);
        const expected = createHmac('sha256', key).update(data).digest('hex');
        expect(hmacHex(key, data)).toBe(expected);
        expect(hmac(key, data).toString('hex')).toBe(expected);
      }),
    );
  });

  it('agrees with createHmac around the length that it keeps room for', () => {
    const key = secretKey(new Uint8Array(32));
    for (const length of [5439, 5440, 5441, 16_319, 16_320, 16_321, 100_000]) {
      for (const data of ['€'.repeat(length), new Uint8Array(length).fill(7)]) {
        expect(hmacHex(key, data)).toBe(createHmac('sha256', key).update(data).digest('hex'));
      }
    }
  });

  it('hashes text as UTF-8', () => {
    expect(sha256Hex('é')).toBe(createHash('sha256').update(Buffer.from('é', 'utf8')).digest('hex'));
    expect(sha256Hex(Buffer.from('é', 'utf8'))).toBe(sha256Hex('é'));
  });
});
