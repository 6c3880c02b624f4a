import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hkdf, hmac, hmacHex, secretKey, sha256Hex } from './hashing.js';
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

  it('agrees with Wycheproof on HKDF-SHA-256', () => {
    const file = JSON.parse(readFileSync(testDataPath('audit/wycheproof/hkdf_sha256_test.json'), 'utf8')) as {
      testGroups: { tests: (MacVector & Record<'ikm' | 'salt' | 'info' | 'okm', string> & { size: number })[] }[];
    };
    let count = 0;
    for (const { tcId, ikm, salt, info, size, okm, result } of file.testGroups.flatMap((group) => group.tests)) {
      const [key, saltBytes, infoBytes] = [ikm, salt, info].map((hex) => Buffer.from(hex, 'hex'));
      const derived = () => hkdf(secretKey(key!), saltBytes!, infoBytes!, size).toString('hex');
      if (result === 'valid') expect({ tcId, okm: derived() }).toEqual({ tcId, okm });
      else expect(derived).toThrow(RangeError);
      count += 1;
    }
    expect(count).toBe(86);
  });

  // RFC 5869, appendix A.1 to A.3: the cases of SHA-256.
  it.each([
    {
      ikm: '0b'.repeat(22),
      salt: range(0x00, 0x0d),
      info: range(0xf0, 0xfa),
      okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    },
    {
      ikm: range(0x00, 0x50),
      salt: range(0x60, 0xb0),
      info: range(0xb0, 0x100),
      okm: 'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    },
    {
      ikm: '0b'.repeat(22),
      salt: '',
      info: '',
      okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    },
  ])('derives what RFC 5869 derives', ({ ikm, salt, info, okm }) => {
    const hex = (text: string) => Buffer.from(text, 'hex');
    expect(hkdf(secretKey(hex(ikm)), hex(salt), hex(info), okm.length / 2).toString('hex')).toBe(okm);
  });

  it('agrees with hkdfSync for keys, salts and lengths of any size', () => {
    const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
    const length = fc.integer({ min: 1, max: 255 * 32 });
    fc.assert(
      fc.property(
        bytes(150),
        fc.oneof(bytes(150), fc.string()),
        fc.string({ maxLength: 300 }),
        length,
        (ikm, salt, info, size) => {
          const expected = Buffer.from(hkdfSync('sha256', ikm, salt, info, size));
          expect(hkdf(secretKey(ikm), salt, info, size).equals(expected)).toBe(true);
        },
      ),
    );
  });

  it('hashes text as UTF-8', () => {
    expect(sha256Hex('é')).toBe(createHash('sha256').update(Buffer.from('é', 'utf8')).digest('hex'));
    expect(sha256Hex(Buffer.from('é', 'utf8'))).toBe(sha256Hex('é'));
  });
});

/** The bytes from one to below another, in hex. */
function range(from: number, below: number): string {
  return Buffer.from(Array.from({ length: below - from }, (_, index) => from + index)).toString('hex');
}
