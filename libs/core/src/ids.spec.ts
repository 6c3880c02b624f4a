import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { secretKey } from './hashing.js';
import { blindIndex, identityExternalId, isId, keyIdOf, keyedId, newSalt, randomId } from './ids.js';
import { systemRandom } from './random.js';
import { seededRandom } from './testing.js';

const idKey = secretKey(new Uint8Array(32).fill(1));

describe('ids', () => {
  it('are UUIDv8 when keyed, UUIDv4 when random', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (dataset, external, bytes) => {
          const keyed = keyedId(idKey, 'event', dataset, external);
          expect(isId(keyed)).toBe(true);
          expect(keyed[14]).toBe('8');
          const random = randomId({ bytes: () => bytes });
          expect(isId(random)).toBe(true);
          expect(random[14]).toBe('4');
        },
      ),
    );
  });

  it('keep every other bit of a random one', () => {
    expect(randomId({ bytes: () => new Uint8Array(16).fill(0xff) })).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(randomId({ bytes: () => new Uint8Array(16) })).toBe('00000000-0000-4000-8000-000000000000');
  });

  it('differ by kind, dataset, external id, part and key, wherever the text is cut', () => {
    const other = secretKey(new Uint8Array(32).fill(2));
    const ids = [
      keyedId(idKey, 'event', 'a', 'b'),
      keyedId(idKey, 'case', 'a', 'b'),
      keyedId(idKey, 'event', 'ab', ''),
      keyedId(idKey, 'event', '', 'ab'),
      keyedId(idKey, 'event', 'a', '', 'b'),
      keyedId(idKey, 'event', 'a', 'b', ''),
      keyedId(idKey, 'event', 'a","b', ''),
      keyedId(other, 'event', 'a', 'b'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(keyedId(idKey, 'event', 'a', 'b')).toBe(ids[0]);
  });

  it('of rows tell equal rows apart by their occurrence', () => {
    const ids = [
      identityExternalId(['a', 'b'], 0),
      identityExternalId(['a', 'b'], 1),
      identityExternalId(['a', 'b', '0'], 0),
      identityExternalId(['ab'], 0),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(ids.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
  });

  it('of keys depend on the subject and the generation', () => {
    const subject = randomId(seededRandom(1));
    const other = randomId(seededRandom(2));
    const keys = [keyIdOf(subject, 0), keyIdOf(subject, 1), keyIdOf(other, 0)];
    expect(keys.every(isId)).toBe(true);
    expect(new Set(keys).size).toBe(3);
    expect(keyIdOf(subject, 1)).toBe(keys[1]);
  });

  it.each([
    '',
    'x',
    '00000000-0000-0000-8000-000000000000',
    '00000000-0000-4000-C000-000000000000',
    'A0000000-0000-4000-8000-000000000000',
  ])('are not %p', (text) => {
    expect(isId(text)).toBe(false);
  });

  it('come with salts of 32 hex digits and blind indexes that need the key', () => {
    expect(newSalt(seededRandom(3))).toMatch(/^[0-9a-f]{32}$/);
    expect(blindIndex(idKey, ['a', 'b'])).not.toBe(blindIndex(idKey, ['ab']));
  });
});

describe('randomness of the system', () => {
  it('hands out no byte twice and leaves what it handed out alone', () => {
    const random = systemRandom();
    const given = Array.from({ length: 3000 }, () => random.bytes(16));
    const texts = given.map((bytes) => Buffer.from(bytes).toString('hex'));
    expect(new Set(texts).size).toBe(3000);
    random.bytes(5000);
    expect(given.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(texts);
    expect(random.bytes(0)).toHaveLength(0);
    expect(random.bytes(10_000)).toHaveLength(10_000);
  });
});
