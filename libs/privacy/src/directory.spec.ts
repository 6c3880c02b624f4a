import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import { seededRandom } from '#core/testing.js';
import type { DraftParty, Identifier } from '#domain/touchpoint.js';
import { openDirectory } from './directory.js';
import type { Directory } from './directory.js';
import { tables } from './key-file.js';
import { openKeyStore } from './key-store.js';
import { temporaryPrivacy } from './testing.js';
import type { TemporaryPrivacy } from './testing.js';

const random = seededRandom('directory spec');
let privacy: TemporaryPrivacy;
let directory: Directory;

beforeEach(async () => {
  privacy = await temporaryPrivacy();
  directory = privacy.directory;
});

afterEach(() => privacy.dispose());

const id = (value: string): Identifier => ({ scheme: 'id', value });
const email = (value: string): Identifier => ({ scheme: 'email', value });
const phone = (value: string): Identifier => ({ scheme: 'phone', value });
const party = (identifiers: readonly Identifier[], name?: string): DraftParty => ({
  kind: 'person',
  identifiers,
  role: 'customer',
  side: 'customer',
  ...(name === undefined ? {} : { name }),
});
const claim = (...identifiers: Identifier[]) => directory.claim(party(identifiers), 'helpdesk');

/** Runs the same check on the store as it is in memory, flushed, and opened anew. */
async function everywhere(check: (directory: Directory) => void): Promise<void> {
  check(directory);
  await privacy.keys.flush();
  check(directory);
  const masterKeyFile = join(privacy.path, 'keys', 'master.key');
  const reader = await openKeyStore({ directory: join(privacy.path, 'keys'), masterKeyFile, random, readOnly: true });
  check(openDirectory(reader, random));
  await reader.close();
}

describe('claiming', () => {
  it('gives the same party the same id, and others others', async () => {
    const first = claim(id('Value 1'));
    expect(claim(id('Value 1'))).toBe(first);
    expect(claim(id('Value 2'))).not.toBe(first);
    expect(claim({ scheme: 'customer', value: 'Value 1' })).not.toBe(first);
    await privacy.keys.flush();
    expect(openDirectory(privacy.keys, random).claim(party([id('Value 1')]), 'helpdesk')).toBe(first);
  });

  it('keeps the values of two datasets apart, but not mail addresses and telephone numbers', () => {
    const other = (...identifiers: Identifier[]) => directory.claim(party(identifiers), 'sales');
    expect(other(id('Value 1'))).not.toBe(claim(id('Value 1')));
    expect(other(email(' Ada@Example.ORG '))).toBe(claim(email('ada@example.org')));
    expect(other(phone('+49 (30) 1234-567'))).toBe(claim(phone('0049301234567')));
  });

  it('keeps telephone numbers without a country apart, which two houses may both have', () => {
    const other = (...identifiers: Identifier[]) => directory.claim(party(identifiers), 'sales');
    for (const number of ['12345', '555-1234', '030 1234567', '2024-01-01', '+12345']) {
      expect(other(phone(number))).not.toBe(claim(phone(number)));
    }
  });

  it('does not make one party of all whose mail address or telephone number is a placeholder', () => {
    const other = (...identifiers: Identifier[]) => directory.claim(party(identifiers), 'sales');
    for (const placeholder of [email('n/a'), email('-'), phone('0'), phone('unknown'), phone('00000000')]) {
      expect(other(placeholder)).not.toBe(claim(placeholder));
    }
  });

  it('recognises a party by any of its identifiers, and learns new ones', () => {
    const ada = claim(id('Value 1'), email('ada@example.org'));
    expect(claim(email('ada@example.org'), phone('+49301234567'))).toBe(ada);
    expect(claim(phone('+49301234567'))).toBe(ada);
    expect(directory.identifiersOf(ada).map(({ scheme, scope }) => [scheme, scope])).toEqual([
      ['id', 'helpdesk'],
      ['email', ''],
      ['phone', ''],
    ]);
  });

  it('keeps no more names and identifiers of one party than the limits say, and nothing that leads to the others', async () => {
    const first = claim(id('Value 0'));
    const claimed = (number: number) =>
      directory.claim(party([id('Value 0'), id(`Value ${number}`)], `Name ${number}`), 'helpdesk');
    for (let number = 1; number < limits.partyIdentifiers + 10; number++) expect(claimed(number)).toBe(first);
    const rows = () => tables.map((table) => [...privacy.keys.file.keys(table, Buffer.alloc(0))].length);
    const before = rows();
    expect(claimed(1000)).toBe(first);
    expect(rows()).toEqual(before);
    await everywhere((it) => {
      expect(it.identifiersOf(first)).toHaveLength(limits.partyIdentifiers);
      expect(it.find(`Name ${limits.partyNames}`)).toEqual([first]);
      expect(it.find(`Name ${limits.partyNames + 1}`)).toEqual([]);
      expect(it.find(`Value ${limits.partyIdentifiers - 1}`)).toEqual([first]);
      expect(it.find(`Value ${limits.partyIdentifiers}`)).toEqual([]);
    });
  });

  it('takes the first of two known parties and merges nothing', () => {
    const ada = claim(email('ada@example.org'));
    const bob = claim(email('bob@example.org'));
    expect(claim(email('bob@example.org'), email('ada@example.org'), id('new'))).toBe(bob);
    expect(claim(email('ada@example.org'))).toBe(ada);
    expect(claim(id('new'))).toBe(bob);
    expect(directory.identifiersOf(ada)).toHaveLength(1);
  });

  it('refuses a party without an identifier', () => {
    expect(() => claim()).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('groups single identifiers alike in any order', async () => {
    const identifier = fc.record({
      scheme: fc.constantFrom('id', 'email', 'phone', 'name'),
      value: fc.constantFrom('1', 'a@b.c', 'A@b.c ', 'é', 'é', '+4930123456', '004930123456', 'x y'),
    });
    const dataset = fc.constantFrom('a', 'b');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(identifier, dataset), { maxLength: 30 }), fc.nat(), async (claims, seed) => {
        const groups = async (order: readonly number[]) => {
          const fresh = await temporaryPrivacy();
          const ids = new Map<number, string>();
          for (const at of order) ids.set(at, fresh.directory.claim(party([claims[at]![0]]), claims[at]![1]));
          await fresh.dispose();
          return claims.map((_, at) => claims.findIndex((__, other) => ids.get(other) === ids.get(at)));
        };
        const order = claims.map((_, at) => at);
        const shuffled = order.toSorted((a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101));
        expect(await groups(shuffled)).toEqual(await groups(order));
      }),
      { numRuns: 15 },
    );
  });
});

describe('names', () => {
  it('are the first that was given, else the first identifier', async () => {
    const ada = claim(id('Value 1'));
    const plain = claim(id('Value 2'));
    expect(directory.names([ada]).get(ada)).toEqual({ name: 'Value 1', kind: 'person' });
    directory.claim(party([id('Value 1')], 'Ada Lovelace'), 'helpdesk');
    directory.claim(party([id('Value 1')], 'A. Lovelace'), 'helpdesk');
    const unknown = randomId(random);
    await everywhere((directory) => {
      expect(directory.names([ada, plain, unknown])).toEqual(
        new Map([
          [ada, { name: 'Ada Lovelace', kind: 'person' }],
          [plain, { name: 'Value 2', kind: 'person' }],
        ]),
      );
    });
  });

  it('are found by id, by any identifier and by exact name, whatever the case, in every dataset', async () => {
    const ada = directory.claim(
      party([email('ada@example.org'), phone('+49 30 1234567'), id('Value 1')], 'Ada  Lovelace'),
      'helpdesk',
    );
    const other = directory.claim(party([id('value 1')]), 'sales');
    await everywhere((directory) => {
      for (const text of [
        ada,
        ` ${ada} `,
        'ADA@example.org',
        '0049 (30) 123-45-67',
        '+49 30 1234567',
        'ada lovelace ',
        'Ada Lovelace',
      ]) {
        expect([text, directory.find(text)]).toEqual([text, [ada]]);
      }
      expect(directory.find('VALUE 1')).toEqual([ada, other].sort());
      for (const text of ['', 'ada', 'Value', randomId(random)]) expect(directory.find(text)).toEqual([]);
    });
  });

  it('are searched by any part: exact ones first, then beginnings, then words', async () => {
    const name = (value: string, text: string) => directory.claim(party([id(value)], text), 'helpdesk');
    const [exact, begins, word, within] = [
      name('1', 'Ann'),
      name('2', 'Anna Berg'),
      name('3', 'Maria Annaberg'),
      name('4', 'Joann'),
    ];
    const byMail = directory.claim(party([email('ann@example.org')], 'Zoe'), 'helpdesk');
    await everywhere((directory) => {
      expect(directory.search('ANN', 10)).toEqual([exact, begins, byMail, word, within]);
      expect(directory.search('ann', 2)).toEqual([exact, begins]);
      expect(directory.search('ann', 10, (id) => id !== exact)).toEqual([begins, byMail, word, within]);
      expect(directory.search('nobody', 10)).toEqual([]);
      expect(directory.search('', 10)).toHaveLength(5);
    });
  });

  it('reach a reader that has already searched', async () => {
    claim(id('Before'));
    await privacy.keys.flush();
    const masterKeyFile = join(privacy.path, 'keys', 'master.key');
    const keys = await openKeyStore({ directory: join(privacy.path, 'keys'), masterKeyFile, random, readOnly: true });
    const reader = openDirectory(keys, random);
    expect(reader.search('after', 10)).toEqual([]);
    const later = claim(id('After'));
    await privacy.keys.flush();
    expect(reader.search('after', 10)).toEqual([later]);
    directory.claim(party([id('After')], 'Renamed'), 'helpdesk');
    await privacy.keys.flush();
    expect(reader.names([later]).get(later)?.name).toBe('Renamed');
    expect(reader.search('renamed', 10)).toEqual([later]);
    privacy.keys.destroy(later);
    await privacy.keys.flush();
    expect(reader.search('renamed', 10)).toEqual([]);
    await keys.close();
  });

  it('are gone with the key of their party, and stay gone', async () => {
    const ada = directory.claim(party([email('ada@example.org')], 'Ada Lovelace'), 'helpdesk');
    const bob = claim(id('Bob'));
    expect(directory.search('a', 10)).toContain(ada);
    privacy.keys.destroy(ada);
    await everywhere((directory) => {
      expect([...directory.names([ada, bob]).keys()]).toEqual([bob]);
      expect(directory.search('lovelace', 10)).toEqual([]);
      expect(directory.identifiersOf(ada)).toEqual([]);
    });
  });
});

describe('labels', () => {
  it('are kept under the key of their subject', async () => {
    const [one, two, person] = [randomId(random), randomId(random), randomId(random)];
    directory.label(one, 'Case 1', one);
    directory.label(two, 'Case 2', person);
    directory.label(two, 'another name', one);
    await everywhere((directory) => {
      expect(directory.labels([one, two, person])).toEqual(
        new Map([
          [one, 'Case 1'],
          [two, 'Case 2'],
        ]),
      );
    });
    privacy.keys.destroy(person);
    await everywhere((directory) => expect([...directory.labels([one, two]).keys()]).toEqual([one]));
  });

  it('whose key is gone are given anew', () => {
    const [label, person] = [randomId(random), randomId(random)];
    directory.label(label, 'Case 1', person);
    privacy.keys.destroy(person);
    openDirectory(privacy.keys, random).label(label, 'Case 1', label);
    expect(directory.labels([label]).get(label)).toBe('Case 1');
  });
});

describe('the files', () => {
  it('hold no name, identifier or label, not even a word of one', async () => {
    for (let n = 0; n < 200; n++) {
      const person = directory.claim(
        party(
          [email(`planted.mail${n}@example.org`), id(`PLANTED-ID-${n}`), phone(`+4930777${n}777`)],
          `Plantedname Number${n}`,
        ),
        'Planteddataset',
      );
      directory.claim(party([id(`PLANTED-ID-${n}`), id(`PLANTED-ALIAS-${n}`)], 'Plantedother'), 'Planteddataset');
      directory.label(randomId(random), `PLANTED-CASE-${n}`, person);
      if (n % 50 === 0) await privacy.keys.flush();
    }
    await privacy.keys.flush();
    const folder = join(privacy.path, 'keys');
    expect(readdirSync(folder)).toHaveLength(3);
    for (const file of readdirSync(folder)) {
      const content = readFileSync(join(folder, file)).toString('latin1').toLowerCase();
      for (const planted of ['planted', 'example.org', '4930777', 'number1'])
        expect([file, content.includes(planted)]).toEqual([file, false]);
      expect(Buffer.from(content, 'latin1').toString('utf16le')).not.toContain('planted');
    }
  });
});
