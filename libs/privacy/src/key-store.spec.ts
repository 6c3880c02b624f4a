import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { keyIdOf, randomId } from '#core/ids.js';
import { systemRandom } from '#core/random.js';
import { openKeyStore } from './key-store.js';
import type { KeyStoreOptions, LocalKeyStore } from './key-store.js';
import { seal, unseal } from './sealing.js';

const random = systemRandom();
let path: string;
let opened: LocalKeyStore[] = [];

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'tend-keys-'));
});

afterEach(async () => {
  for (const store of opened) await store.close();
  opened = [];
  rmSync(path, { recursive: true, force: true });
});

async function open(options: Partial<KeyStoreOptions> = {}): Promise<LocalKeyStore> {
  const store = await openKeyStore({
    directory: join(path, 'keys'),
    masterKeyFile: join(path, 'keys', 'master.key'),
    random,
    ...options,
  });
  opened.push(store);
  return store;
}

async function close(store: LocalKeyStore): Promise<void> {
  opened = opened.filter((other) => other !== store);
  await store.close();
}

const bytesOf = (store: LocalKeyStore, subject: string) => store.find(subject)?.key.export().toString('hex');
const master = () => join(path, 'keys', 'master.key');

describe('the key store', () => {
  it('keeps organisation, id key, blind key and subject keys', async () => {
    const first = await open();
    const subject = randomId(random);
    const made = first.ensure(subject);
    const before = [first.organisation, first.idKey.export(), first.blindKey.export(), made.keyId, made.key.export()];
    expect(first.ensure(subject)).toBe(made);
    expect(first.find(randomId(random))).toBeUndefined();
    await first.flush();
    await close(first);
    const again = await open();
    const found = again.find(subject)!;
    expect([
      again.organisation,
      again.idKey.export(),
      again.blindKey.export(),
      found.keyId,
      found.key.export(),
    ]).toEqual(before);
    expect(again.idKey.export()).not.toEqual(again.blindKey.export());
  });

  it('is never given a new identity in the place of one that was emptied', async () => {
    const store = await open();
    const { organisation } = store;
    await close(store);
    writeFileSync(join(path, 'keys', 'keys.mdb'), '');
    await expect(open({ create: false })).rejects.toMatchObject({ code: 'not-found' });
    await expect(open({ readOnly: true })).rejects.toMatchObject({ code: 'not-found' });
    expect(statSync(join(path, 'keys', 'keys.mdb')).size).toBe(0);
    // Where it may be made, as for a ledger that holds nothing, it is another one.
    expect((await open()).organisation).not.toBe(organisation);
  });

  it.each([
    ['format', 'not-found'],
    ['organisation', 'integrity'],
    ['id-key', 'integrity'],
    ['blind-key', 'integrity'],
  ])('that has lost its %s is refused and left as it is', async (name, code) => {
    const store = await open();
    store.file.remove('meta', Buffer.from(name));
    await close(store);
    const before = readFileSync(join(path, 'keys', 'keys.mdb'));
    await expect(open({ create: false })).rejects.toMatchObject({ code });
    await expect(open({ readOnly: true })).rejects.toMatchObject({ code });
    expect(readFileSync(join(path, 'keys', 'keys.mdb')).equals(before)).toBe(true);
  });

  it('without a single table, as when it was made and not filled, is refused and left as it is', async () => {
    await close(await open());
    const file = join(path, 'keys', 'keys.mdb');
    rmSync(file);
    await openLmdb({ path: file, noSubdir: true }).close();
    const before = readFileSync(file);
    for (const options of [{ create: false }, { readOnly: true }])
      await expect(open(options)).rejects.toMatchObject({ code: 'not-found' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is of the organisation that it is made for, and is refused to another one', async () => {
    const [ours, theirs] = [randomId(random), randomId(random)];
    const store = await open({ organisation: ours });
    expect(store.organisation).toBe(ours);
    await close(store);
    for (const options of [{}, { create: false }, { readOnly: true }]) {
      await close(await open({ organisation: ours, ...options }));
      await expect(open({ organisation: theirs, ...options })).rejects.toMatchObject({
        code: 'key-missing',
        message: expect.stringContaining(`is of organisation ${ours}, the data directory is of ${theirs}.`),
      });
    }
  });

  it('tells what became of a key, however many have followed it', async () => {
    const store = await open();
    const subject = randomId(random);
    const made = [store.ensure(subject).keyId];
    expect(store.wasErased(subject)).toBe(false);
    for (let generation = 1; generation < 20; generation++) {
      store.destroy(subject);
      made.push(store.ensure(subject).keyId);
    }
    expect(made.map((keyId) => store.fateOf(subject, keyId))).toEqual([...Array<string>(19).fill('erased'), 'there']);
    expect(store.fateOf(subject, keyIdOf(subject, 20))).toBe('unknown');
    store.destroy(subject);
    expect(store.fateOf(subject, made[19]!)).toBe('erased');
    expect(store.wasErased(subject)).toBe(true);
    expect(store.fateOf(randomId(random), made[0]!)).toBe('unknown');
  });

  it('has a key of its own for everybody', async () => {
    const store = await open();
    const subjects = Array.from({ length: 300 }, () => randomId(random));
    const keys = subjects.map((subject) => store.ensure(subject));
    expect(new Set(keys.map(({ key }) => key.export().toString('hex'))).size).toBe(300);
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(300);
  });

  it('makes keys durable at flush, for all who wait at once', async () => {
    const store = await open();
    const subjects = Array.from({ length: 500 }, () => randomId(random));
    await Promise.all(
      subjects.map(async (subject, at) => {
        if (at % 3 === 0) await Promise.resolve();
        const key = store.ensure(subject).key.export().toString('hex');
        await store.flush();
        const reader = at % 50 === 0 ? await open({ readOnly: true }) : undefined;
        if (reader) expect(bytesOf(reader, subject)).toBe(key);
      }),
    );
    await close(store);
    const again = await open();
    expect(subjects.every((subject) => again.has(subject))).toBe(true);
  });

  it('is private: directory 0700, files 0600', async () => {
    await open();
    expect(statSync(join(path, 'keys')).mode & 0o777).toBe(0o700);
    const files = readdirSync(join(path, 'keys'));
    expect(files.sort()).toEqual(['keys.mdb', 'keys.mdb-lock', 'master.key']);
    for (const file of files) expect(statSync(join(path, 'keys', file)).mode & 0o777).toBe(0o600);
  });

  it('holds no key in the clear', async () => {
    const store = await open();
    const keys = [
      store.idKey,
      store.blindKey,
      ...Array.from({ length: 50 }, () => store.ensure(randomId(random)).key),
    ].map((key) => key.export());
    await close(store);
    const content = readFileSync(join(path, 'keys', 'keys.mdb'));
    expect(keys.filter((key) => content.includes(key))).toEqual([]);
  });

  it('shows a reader in another process what is written meanwhile, and lets it write nothing', async () => {
    const store = await open();
    const reader = await open({ readOnly: true });
    const subject = randomId(random);
    expect(reader.find(subject)).toBeUndefined();
    const made = store.ensure(subject);
    await store.flush();
    expect(bytesOf(reader, subject)).toBe(made.key.export().toString('hex'));
    expect(() => reader.ensure(randomId(random))).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });

  it('forgets a destroyed key for ever and gives its subject another', async () => {
    const store = await open();
    const subject = randomId(random);
    const first = store.ensure(subject);
    const context = {
      subjectKey: first,
      organisation: store.organisation,
      eventId: randomId(random),
      type: 'MessageReceived',
    };
    const sealed = seal({ text: 'x' }, context);
    await store.flush();
    const reader = await open({ readOnly: true });
    expect(reader.find(subject)?.keyId).toBe(first.keyId);
    store.destroy(subject);
    expect(store.find(subject)).toBeUndefined();
    await store.flush();
    expect(reader.find(subject)).toBeUndefined();
    const second = store.ensure(subject);
    expect(second.keyId).not.toBe(first.keyId);
    expect(() => unseal(sealed, { ...context, subjectKey: second })).toThrow(
      expect.objectContaining({ code: 'key-missing' }),
    );
    await close(store);
    expect((await open()).find(subject)?.keyId).toBe(second.keyId);
  });

  it('refuses a subject that is no id', async () => {
    const store = await open();
    expect(() => store.ensure('somebody@example.org')).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('does not make a new store for a ledger that has lost its own', async () => {
    await expect(open({ create: false })).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
    await expect(open({ readOnly: true })).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

describe('the master key', () => {
  it('lies where it is said to, and is kept when it is there before the store', async () => {
    const elsewhere = join(path, 'vault', 'tend.key');
    const store = await open({ masterKeyFile: elsewhere });
    expect(readdirSync(join(path, 'keys'))).not.toContain('master.key');
    expect(readFileSync(elsewhere, 'latin1')).toMatch(/^tend-master-key-1 [0-9a-f]{64}\n$/);
    await close(store);
    rmSync(join(path, 'keys'), { recursive: true });
    const before = readFileSync(elsewhere, 'latin1');
    await open({ masterKeyFile: elsewhere });
    expect(readFileSync(elsewhere, 'latin1')).toBe(before);
  });

  it('is named by TEND_MASTER_KEY_FILE', async () => {
    const elsewhere = join(path, 'from-environment.key');
    process.env['TEND_MASTER_KEY_FILE'] = elsewhere;
    try {
      await open({ masterKeyFile: undefined });
    } finally {
      delete process.env['TEND_MASTER_KEY_FILE'];
    }
    expect(readFileSync(elsewhere, 'latin1')).toMatch(/^tend-master-key-1 /);
  });

  it.each([0o640, 0o604, 0o620, 0o666])('is refused when its mode is %o', async (mode) => {
    await close(await open());
    chmodSync(master(), mode);
    await expect(open()).rejects.toThrow(/Others than its owner .*chmod 600/);
    chmodSync(master(), 0o400);
    await open();
  });

  it('is missed when it is gone, empty or another one', async () => {
    await close(await open());
    renameSync(master(), join(path, 'kept'));
    await expect(open()).rejects.toThrow(/master key file .* is missing/);
    writeFileSync(master(), '', { mode: 0o600 });
    await expect(open()).rejects.toThrow(/holds no master key/);
    writeFileSync(master(), `tend-master-key-1 ${'00'.repeat(32)}\n`);
    await expect(open()).rejects.toThrow(/does not open with this master key file/);
    renameSync(join(path, 'kept'), master());
    await open();
  });

  it('gives keys back only in their own place', async () => {
    const store = await open();
    const [a, b] = [randomId(random), randomId(random)];
    store.ensure(a);
    store.ensure(b);
    await store.flush();
    const place = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex');
    store.file.put('keys', place(a), store.file.get('keys', place(b))!);
    await close(store);
    const again = await open();
    expect(() => again.find(a)).toThrow(expect.objectContaining({ code: 'key-missing' }));
  });
});
