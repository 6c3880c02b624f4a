import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomId } from '#core/ids.js';
import { seededRandom } from '#core/testing.js';
import { openDirectory } from './directory.js';
import { idBytes } from './key-file.js';
import { temporaryPrivacy } from './testing.js';
import type { TemporaryPrivacy } from './testing.js';
import { verifyKeyStore } from './verify-key-store.js';

const random = seededRandom('verify key store');
let privacy: TemporaryPrivacy;

beforeEach(async () => {
  privacy = await temporaryPrivacy();
});

afterEach(() => privacy.dispose());

const claim = (value: string, name?: string, directory = privacy.directory) =>
  directory.claim(
    {
      kind: 'person',
      identifiers: [{ scheme: 'email', value }],
      role: 'customer',
      side: 'customer',
      ...(name === undefined ? {} : { name }),
    },
    'mail',
  );
const details = () => verifyKeyStore(privacy.keys).map(({ check, detail }) => `${check}: ${detail}`);

describe('the verification of a key store', () => {
  it('is content with a party whose key was destroyed, and with one that got another key since', () => {
    const ada = claim('ada@example.invalid', 'Ada');
    const label = randomId(random);
    privacy.directory.label(label, 'Case 1', ada);
    claim('bob@example.invalid');
    expect(details()).toEqual([]);
    privacy.keys.destroy(ada);
    expect(details()).toEqual([]);
    privacy.keys.ensure(ada);
    expect(details()).toEqual([]);
    for (let generation = 0; generation < 20; generation++) {
      privacy.keys.destroy(ada);
      privacy.keys.ensure(ada);
    }
    expect(details()).toEqual([]);
    // Known again, under its newest key.
    claim('ada@example.invalid', 'Ada Lovelace', openDirectory(privacy.keys, random));
    expect(privacy.directory.names([ada]).get(ada)?.name).toBe('Ada Lovelace');
    expect(details()).toEqual([]);
  });

  it('takes what was sealed with a key that its subject never had for damage', () => {
    const ada = claim('ada@example.invalid');
    const label = randomId(random);
    privacy.directory.label(label, 'Case 1', ada);
    for (const [table, id, at] of [
      ['labels', label, 32],
      ['parties', ada, 8 + 32],
    ] as const) {
      const stored = Buffer.from(privacy.keys.file.get(table, idBytes(id))!);
      stored[at]! ^= 1;
      privacy.keys.file.put(table, idBytes(id), stored);
    }
    const expected = [
      'parties: A party has lost its key',
      'claims: There are other identifiers than those of the parties',
      'labels: A label has lost its key',
    ];
    expect(details()).toEqual(expected);
    privacy.keys.destroy(ada);
    expect(details()).toEqual(expected.filter((detail) => !detail.startsWith('claims')));
  });

  it('finds a key that is gone, an entry of another party, and identifiers of nobody', () => {
    const [ada, bob] = [claim('ada@example.invalid'), claim('bob@example.invalid')];
    const stored = privacy.keys.file.get('parties', idBytes(bob))!;
    privacy.keys.file.put('parties', idBytes(ada), stored);
    expect(details()).toContain('parties: A party has the entry of another one');
    expect(details()).toContain('claims: There are other identifiers than those of the parties');
    privacy.keys.file.remove('keys', idBytes(bob));
    privacy.keys.destroy(ada);
    privacy.keys.file.put('keys', idBytes(ada), Buffer.alloc(5));
    expect(details()).toContain('keys: A key is neither there nor destroyed');
  });
});
