import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { importLines, refusalOf, testFolder, type TestFolder } from './testing.js';
import { verifyPart } from './verification-child.js';
import { parts, type Part, type VerificationMessage } from './verification.js';

jest.setTimeout(60_000);

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

  const verified = async (part: Part): Promise<VerificationMessage[]> => {
    const messages: VerificationMessage[] = [];
    await verifyPart(part, directory, (message) => void messages.push(message));
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
    expect(names).toEqual(['imports', 'process-flow', 'process-handovers', 'relationships', 'touchpoint-days']);
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
