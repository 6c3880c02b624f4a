import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { systemRandom } from '#core/random.js';
import { startTestProcess } from '#core/test-process.js';
import { openDirectory } from './directory.js';
import { KeyFile } from './key-file.js';
import { openKeyStore } from './key-store.js';
import type { KeyStoreOptions, LocalKeyStore } from './key-store.js';

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
/** Cannot make its files longer than they are for a while, as on a full disk, and goes on when it can. */
const hindered = `
  import { spawnSync } from 'node:child_process';
  import { openKeyStore } from '#privacy/key-store.js';
  import { systemRandom } from '#core/random.js';
  import { randomId } from '#core/ids.js';
  const random = systemRandom();
  const directory = process.argv[1];
  const limitFiles = (bytes) => spawnSync('prlimit', ['--pid', String(process.pid), '--fsize=' + bytes + ':unlimited']);
  const store = await openKeyStore({ directory, masterKeyFile: directory + '/master.key', random });
  const made = [];
  const makeKeys = () => {
    for (let n = 0; n < 1000; n++) {
      const subject = randomId(random);
      made.push([subject, store.ensure(subject).key.export().toString('hex')]);
    }
  };
  const outcomes = [];
  const flush = () => store.flush().then(() => outcomes.push('flushed'), (error) => outcomes.push(error.code));
  limitFiles(131072);
  for (let round = 0; round < 3; round++) {
    makeKeys();
    await Promise.all([flush(), flush()]);
  }
  limitFiles('unlimited');
  await flush();
  process.stdout.write(JSON.stringify({ outcomes, made }), () => process.kill(process.pid, 'SIGKILL'));
`;

/** Makes keys, labels each flush with what it made, and goes on until it is killed. */
const writer = `
  import { openKeyStore } from '#privacy/key-store.js';
  import { openDirectory } from '#privacy/directory.js';
  import { systemRandom } from '#core/random.js';
  import { randomId } from '#core/ids.js';
  const random = systemRandom();
  const directory = process.argv[1];
  const store = await openKeyStore({ directory, masterKeyFile: directory + '/master.key', random });
  const names = openDirectory(store, random);
  for (let n = 0; n < 100000; n++) {
    const subject = randomId(random);
    const key = store.ensure(subject).key.export().toString('hex');
    const party = names.claim({ kind: 'person', identifiers: [{ scheme: 'id', value: 'V' + n }], role: 'customer', side: 'customer' }, 'd');
    await store.flush();
    process.stdout.write([subject, key, party, 'V' + n].join(' ') + '\\n');
  }
`;

describe('another process', () => {
  it('is read while it writes, and leaves everything that it flushed when it is killed', async () => {
    let store = await open();
    await close(store);
    for (let round = 0; round < 3; round++) {
      const child = startTestProcess(writer, join(path, 'keys'));
      let errors = '';
      child.stderr.on('data', (chunk) => (errors += String(chunk)));
      const acknowledged: string[] = [];
      let reader: LocalKeyStore | undefined;
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(line);
        if (acknowledged.length === 20) {
          reader = await open({ readOnly: true });
          expectFlushed(reader, acknowledged);
        } else if (reader !== undefined) {
          expectFlushed(reader, acknowledged.slice(-1));
        }
        if (acknowledged.length === 60 + round) child.kill('SIGKILL');
      }
      expect(errors).toBe('');
      expect(acknowledged.length).toBeGreaterThanOrEqual(60);
      if (reader !== undefined) await close(reader);
      store = await open();
      expectFlushed(store, acknowledged);
      await close(store);
    }
  }, 60_000);
});

describe('a failed write', () => {
  it('refuses everybody who waited for it, loses nothing, and is made good by the next flush', async () => {
    await close(await open());
    const child = startTestProcess(hindered, join(path, 'keys'));
    const output = await text(child.stdout);
    const { outcomes, made } = JSON.parse(output) as { outcomes: string[]; made: [string, string][] };
    expect(outcomes).toEqual([...Array<string>(6).fill('unavailable'), 'flushed']);
    const store = await open();
    expect(made.filter(([subject, key]) => bytesOf(store, subject) !== key)).toEqual([]);
    expect(made).toHaveLength(3000);
  }, 60_000);
});

function expectFlushed(store: LocalKeyStore, lines: readonly string[]): void {
  const directory = openDirectory(store, random);
  for (const [subject, key, party, name] of lines.map((line) => line.split(' '))) {
    expect(bytesOf(store, subject!)).toBe(key);
    expect(directory.names([party!]).get(party!)?.name).toBe(name);
    expect(directory.find(name!)).toContain(party);
  }
}

describe('a disk that is nearly full', () => {
  it('is asked before anything is written: what waits is refused, kept, and written when there is space', async () => {
    const file = join(path, 'keys.mdb');
    const key = Buffer.from('key');
    // The file systems of the kernel have no space to give.
    const full = new KeyFile(file, '/proc', { readOnly: false });
    full.put('meta', key, Buffer.from('value'));
    await expect(full.flush()).rejects.toMatchObject({ code: 'disk-full' });
    expect(full.get('meta', key)?.toString()).toBe('value');
    await expect(full.close()).rejects.toMatchObject({ code: 'disk-full' });
    const roomy = new KeyFile(file, path, { readOnly: false });
    expect(roomy.get('meta', key)).toBeUndefined();
    roomy.put('meta', key, Buffer.from('value'));
    await roomy.flush();
    await roomy.close();
  });
});
