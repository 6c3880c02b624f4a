import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Finding } from '../answers.js';
import { openDataDirectory } from './data-directory.js';
import { examine } from './doctor.js';
import { announceServer } from './server-file.js';
import { refusalOf, testFolder, type TestFolder } from '../testing.js';
import type { Part } from './verification.js';

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
      ['builds', 'good'],
      ['outbox', 'good'],
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
