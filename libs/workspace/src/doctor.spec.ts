import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Finding } from './answers.js';
import { openDataDirectory } from './data-directory.js';
import { examine } from './doctor.js';
import { announceServer } from './server-file.js';
import { importLines, refusalOf, testFolder, type TestFolder } from './testing.js';
import { verifyPart } from './verification-child.js';
import { parts, type Part, type VerificationMessage } from './verification.js';

jest.setTimeout(60_000);

describe('the doctor', () => {
  let folder: TestFolder;
  let directory: string;

  beforeEach(() => {
    folder = testFolder();
    directory = join(folder.path, 'data');
    openDataDirectory(directory, { zone: 'UTC' });
  });

  afterEach(() => folder.dispose());

  /** A verification program that does what a test wants, for one part; the others are sound. */
  const program = (part: Part, does: string): URL => {
    const path = join(folder.path, 'program.mjs');
    writeFileSync(
      path,
      `const tell = (message) => new Promise((resolve) => process.send(message, resolve));
       if (process.argv[2] === '${part}') { ${does} }
       else await tell({ kind: 'done', checked: [process.argv[2] + ' of ' + process.argv[3]] });
       if (process.connected) process.disconnect();`,
    );
    return pathToFileURL(path);
  };
  const about = (findings: readonly Finding[], check: string) => findings.filter((finding) => finding.check === check);

  it('says what it looked at, when all is well', async () => {
    const findings = await examine(
      directory,
      {},
      program('ledger', `await tell({ kind: 'done', checked: ['fine'] });`),
    );
    expect(findings.map(({ check, state }) => [check, state])).toEqual([
      ['node', 'good'],
      ['access', 'good'],
      ['disk', expect.stringMatching(/good|warning/)],
      ['server', 'good'],
      ['ledger', 'good'],
      ['keys', 'good'],
      ['contents', 'good'],
      ['read', 'good'],
    ]);
    expect(about(findings, 'ledger')).toEqual([{ check: 'ledger', state: 'good', detail: 'fine' }]);
    expect(about(findings, 'keys')[0]!.detail).toBe(`keys of ${directory}`);
    for (const finding of findings) if (finding.state === 'good') expect(finding).not.toHaveProperty('advice');
  });

  it('tells what the program found, and what to do about it', async () => {
    const does = `
      await tell({ kind: 'progress', state: { stage: 'keys', done: 1, total: 2, unit: 'keys' } });
      await tell({ kind: 'finding', check: 'key store keys', state: 'bad', detail: 'Key 7 is torn' });
      await tell({ kind: 'finding', check: 'key store names', state: 'warning', detail: 'Name 8 is odd' });
      await tell({ kind: 'done', checked: ['every key'] });`;
    const heard: unknown[] = [];
    const findings = await examine(directory, { progress: (state) => void heard.push(state) }, program('keys', does));
    const advice =
      'Restore the key store and its master key file from a backup: without them the sealed parts stay closed.';
    expect(findings.filter(({ state }) => state !== 'good' && state !== undefined).slice(-2)).toEqual([
      { check: 'key store keys', state: 'bad', detail: 'Key 7 is torn', advice },
      { check: 'key store names', state: 'warning', detail: 'Name 8 is odd', advice },
    ]);
    expect(about(findings, 'keys')).toEqual([]);
    expect(about(findings, 'read')).toHaveLength(1);
    expect(heard).toEqual([{ stage: 'keys', done: 1, total: 2, unit: 'keys' }]);
  });

  it.each([
    [`process.kill(process.pid, 'SIGBUS'); await new Promise((done) => setTimeout(done, 60_000));`, 'by SIGBUS'],
    ['process.exit(3);', 'with status 3'],
    ['throw new RangeError("out of the file");', 'with status 1: a file is damaged. RangeError: out of the file'],
    [';', 'with status 0'],
  ])('takes the death of the program for a finding, and looks at the rest: %s', async (does, how) => {
    const findings = await examine(directory, {}, program('contents', does));
    const [death] = about(findings, 'contents');
    expect(death).toMatchObject({
      state: 'bad',
      detail: expect.stringContaining(`Reading it ended ${how}`),
      advice: 'Restore a backup of the directory. Until then nothing of it is rewritten.',
    });
    expect(about(findings, 'read')[0]!.state).toBe('good');
  });

  it('keeps what was found before the death', async () => {
    const does = `await tell({ kind: 'finding', check: 'ledger hashes', state: 'bad', detail: 'Event 5' }); process.exit(9);`;
    const findings = await examine(directory, {}, program('ledger', does));
    expect(findings.filter(({ state }) => state === 'bad').map(({ check }) => check)).toEqual([
      'ledger hashes',
      'ledger',
    ]);
  });

  it('stops when it is told to, and ends the program that reads', async () => {
    const stop = new AbortController();
    const does = `
      await tell({ kind: 'progress', state: { stage: String(process.pid), done: 0, unit: 'events' } });
      await new Promise((done) => setTimeout(done, 60_000));`;
    let child = 0;
    const progress = ({ stage }: { stage: string }) => {
      child = Number(stage);
      stop.abort();
    };
    const work = { progress, signal: stop.signal };
    expect(await refusalOf(() => examine(directory, work, program('keys', does)))).toMatchObject({
      code: 'cancelled',
      message: 'Stopped before everything was looked at.',
    });
    expect(() => process.kill(child, 0)).toThrow('ESRCH');
  });

  it('does not begin when it is told to stop before', async () => {
    const marker = join(folder.path, 'ran');
    const does = `(await import('node:fs')).writeFileSync(${JSON.stringify(marker)}, '');`;
    const work = { signal: AbortSignal.abort() };
    expect((await refusalOf(() => examine(directory, work, program('ledger', does)))).code).toBe('cancelled');
    expect(readdirSync(folder.path)).not.toContain('ran');
  });

  it('warns of a directory that others can enter, and finds a server', async () => {
    chmodSync(directory, 0o755);
    announceServer(openDataDirectory(directory), { pid: process.pid, url: 'http://127.0.0.1:4100' });
    const findings = await examine(directory, {}, program('ledger', `await tell({ kind: 'done', checked: ['x'] });`));
    expect(about(findings, 'access')).toEqual([
      {
        check: 'access',
        state: 'warning',
        detail: `${directory} can be entered by others (mode 755)`,
        advice: `chmod 700 ${directory}`,
      },
    ]);
    expect(about(findings, 'server')[0]!.detail).toBe('running at http://127.0.0.1:4100');
  });

  it('makes nothing where nothing is', async () => {
    expect((await refusalOf(() => examine(join(folder.path, 'nowhere'), {}))).code).toBe('not-found');
    expect(readdirSync(folder.path)).toEqual(['data']);
  });
});

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
    expect(names.sort()).toEqual(['imports', 'process-flow', 'process-handovers', 'relationships', 'touchpoint-days']);
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
