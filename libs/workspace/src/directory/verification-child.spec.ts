import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { importLines, now, refusalOf, testFolder, type TestFolder } from '../testing.js';
import { verifyPart } from './verification-child.js';
import { parts, type Part, type VerificationMessage } from './verification.js';

jest.setTimeout(60_000);

const builtIn = readdirSync(join(import.meta.dirname, '../../../read-models/src'))
  .flatMap((file) => /^(.+)\.projection\.ts$/.exec(file)?.[1] ?? [])
  .sort();

describe('the verification of a data directory', () => {
  let folder: TestFolder;
  let directory: string;

  beforeEach(async () => {
    folder = testFolder();
    directory = join(folder.path, 'data');
    const tend = await folder.open();
    await importLines(
      tend,
      Array.from({ length: 40 }, (_, index) => ({
        id: `${index}`,
        at: new Date(Date.UTC(2026, 0, 1, index)).toISOString(),
        customer: `Customer ${index % 5}`,
        person: `Person${index % 7}`,
        summary: `Message ${index}`,
      })),
    );
    await folder.close(tend);
  });

  afterEach(() => folder.dispose());

  const verified = async (part: Part, at = now + 60_000): Promise<VerificationMessage[]> => {
    const messages: VerificationMessage[] = [];
    await verifyPart(part, directory, (message) => void messages.push(message), { clock: fixedClock(at) });
    return messages;
  };
  const details = (messages: readonly VerificationMessage[]) =>
    messages.flatMap((message) => (message.kind === 'finding' ? [message.detail] : []));
  const checkedIn = (messages: readonly VerificationMessage[]) =>
    messages.flatMap((message) => (message.kind === 'done' ? message.checked : []));

  it('has nothing to say of a sound one but what it looked at', async () => {
    for (const part of parts) {
      const messages = await verified(part);
      expect([part, details(messages)]).toEqual([part, []]);
      expect(messages.at(-1)!.kind).toBe('done');
    }
    // 40 touchpoints, and the beginning and the end of their import.
    expect(checkedIn(await verified('contents'))).toEqual([
      '42 events: every sealed part opens, every digest is right',
    ]);
    const names = checkedIn(await verified('read')).map((line) => line.split(':')[0]);
    expect(names).toEqual(builtIn);
  });

  it('tells the root of a sound ledger, and names the events of a hash of the tree that is not theirs', async () => {
    const tend = await folder.open();
    const { tree } = tend.workspace;
    const lines = Array.from({ length: 600 }, (_none, index) => ({
      id: `more ${index}`,
      at: '2026-02-01T00:00:00Z',
      customer: 'Customer 0',
    }));
    await importLines(tend, lines);
    const head = await tree.head();
    await folder.close(tend);
    expect((await verified('ledger')).at(-1)).toMatchObject({ kind: 'done', head });
    const again = await folder.open();
    const kept = again.workspace.ledger.hashTile(1, 0)!;
    expect(kept).toHaveLength(64);
    kept[40]! ^= 1;
    await again.workspace.ledger.keepHashTiles!([{ level: 1, index: 0, hashes: kept }]);
    await folder.close(again);
    expect(details(await verified('ledger'))).toEqual([
      'The hash that is kept of events 257 to 512 is not that of their leaves',
    ]);
    expect((await verified('ledger')).at(-1)).not.toHaveProperty('head');
  });

  it('says so when nothing is projected yet', async () => {
    rmSync(join(directory, 'read'), { recursive: true });
    expect(checkedIn(await verified('read'))).toEqual(['nothing is projected yet']);
  });

  it('names a sealed part whose key is missing, and takes one that was destroyed for erased', async () => {
    const tend = await folder.open();
    const { keys, ledger } = tend.workspace;
    const [first, second] = [...new Set([...ledger.readAll()].flatMap(({ sealed }) => sealed?.subject ?? []))].slice(
      -2,
    );
    keys.destroy(first!);
    await keys.flush();
    const damaged = [...ledger.readAll()].filter(({ sealed }) => sealed?.subject === second);
    await folder.close(tend);
    expect(details(await verified('contents'))).toEqual([]);
    const again = await folder.open();
    again.workspace.keys.file.remove('keys', Buffer.from(second!.replaceAll('-', ''), 'hex'));
    await again.workspace.keys.flush();
    await folder.close(again);
    expect(details(await verified('contents'))).toEqual(
      damaged.map(({ sequence }) => `Event ${sequence}: the key of its sealed part is missing`),
    );
  });

  it('takes what an earlier key of its subject sealed for erased, however many have followed it', async () => {
    const tend = await folder.open();
    const { keys, ledger } = tend.workspace;
    const subject = [...ledger.readAll()].findLast(({ sealed }) => sealed !== undefined)!.sealed!.subject;
    for (let generation = 0; generation < 20; generation++) {
      keys.destroy(subject);
      keys.ensure(subject);
    }
    await folder.close(tend);
    expect(details(await verified('contents'))).toEqual([]);
    expect(details(await verified('keys'))).toEqual([]);
  });

  it('names a sealed part whose key its subject never had', async () => {
    const tend = await folder.open();
    const { keys, ledger } = tend.workspace;
    const before = ledger.head().sequence;
    const { subject } = [...ledger.readAll()].findLast(({ sealed }) => sealed !== undefined)!.sealed!;
    const place = Buffer.from(subject.replaceAll('-', ''), 'hex');
    const older = Buffer.from(keys.file.get('keys', place)!);
    keys.destroy(subject);
    keys.ensure(subject);
    const again = { at: '2026-02-01T00:00:00Z', customer: 'Customer 0', summary: 'Sealed anew' };
    const everybody = Array.from({ length: 7 }, (_, index) => ({
      ...again,
      id: `new ${index}`,
      person: `Person${index}`,
    }));
    await importLines(tend, everybody);
    const sealedAnew = [...ledger.readAll()].filter((e) => e.sequence > before && e.sealed?.subject === subject);
    expect(sealedAnew.length).toBeGreaterThan(0);
    await folder.close(tend);
    expect(details(await verified('contents'))).toEqual([]);
    // Now the key store is one from before the second key.
    const restored = await folder.open();
    restored.workspace.keys.file.put('keys', place, older);
    await folder.close(restored);
    expect(details(await verified('contents'))).toEqual(
      sealedAnew.map(({ sequence }) => `Event ${sequence}: its sealed part names a key that its subject never had`),
    );
  });

  it('names the key store of another organisation', async () => {
    await folder.close(await folder.open({ name: 'other' }));
    rmSync(join(directory, 'keys'), { recursive: true });
    renameSync(join(folder.path, 'other', 'keys'), join(directory, 'keys'));
    for (const part of ['keys', 'contents'] as const)
      expect(details(await verified(part))).toEqual([expect.stringContaining('is of organisation')]);
  });

  it('warns of a ledger that was written later than now, which is no damage', async () => {
    const messages = await verified('ledger', now - 60_000);
    expect(messages.filter(({ kind }) => kind === 'finding')).toEqual([
      {
        kind: 'finding',
        check: 'ledger clock',
        state: 'warning',
        detail: expect.stringMatching(
          /^Event 42 was recorded at 2026-11-24T12:00:00\.\d{3}Z, which is later than now\.$/,
        ),
        advice: expect.stringContaining('clock'),
      },
    ]);
    expect(details(await verified('ledger', now + 1_000))).toEqual([]);
  });

  it('finds records that are not what they were', async () => {
    const path = join(directory, 'ledger');
    const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    let changed = 0;
    for (const { parentPath, name } of files) {
      const bytes = readFileSync(join(parentPath, name));
      // Wherever it stands, in a page that is used or in one that was.
      for (let at = bytes.indexOf('inbound'); at >= 0; at = bytes.indexOf('inbound', at + 1)) {
        bytes.write('xnbound', at);
        changed++;
      }
      writeFileSync(join(parentPath, name), bytes);
    }
    expect(changed).toBeGreaterThanOrEqual(40);
    const events = Array.from({ length: 40 }, (_, index) => `The stored bytes of event ${index + 2} have changed`);
    expect(details(await verified('ledger'))).toEqual(events);
    expect(details(await verified('keys'))).toEqual([]);
  });

  it('tells what is missing in the words of the refusal', async () => {
    rmSync(join(directory, 'keys', 'master.key'));
    for (const part of ['keys', 'contents'] as const) {
      const messages = await verified(part);
      expect(messages).toMatchObject([
        { kind: 'finding', check: part, state: 'bad', detail: expect.stringContaining('master.key') },
        { kind: 'done', checked: [] },
      ]);
    }
    expect(details(await verified('ledger'))).toEqual([]);
  });

  it('makes nothing where nothing is', async () => {
    mkdirSync(join(folder.path, 'other'));
    directory = join(folder.path, 'other');
    for (const part of parts) await refusalOf(() => verified(part));
    expect(readdirSync(directory)).toEqual([]);
  });
});
