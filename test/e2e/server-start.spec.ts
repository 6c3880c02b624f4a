import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { complaintOf, startLedger, type RunningLedger } from '../../apps/ledger/src/start.js';
import { touchpoint } from '../faults/server-appends.js';
import { spawnServer } from '../faults/server-process.js';

jest.setTimeout(120_000);

describe('a server that cannot start says why in one sentence', () => {
  let directory: string;
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'tend-server-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const start = (environment: Readonly<Record<string, string>> = {}): Promise<RunningLedger> =>
    startLedger({ TEND_DATA: directory, TEND_PORT: '0', TEND_ZONE: 'UTC', ...environment }, []);

  async function complaint(environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const sentence = await start(environment).then(
      () => 'It started.',
      (error: unknown) => complaintOf(error),
    );
    expect(sentence.split('\n')).toHaveLength(1);
    expect(sentence).toMatch(/^Tend does not start\. .*\.$/);
    return sentence;
  }

  it('when the port is taken, and its process ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const data = join(directory, 'new');
    const { code, stdout, stderr } = await spawnServer({ TEND_DATA: data, TEND_PORT: String(port) }).ended;
    expect(existsSync(data)).toBe(false);
    await new Promise((resolve) => other.close(resolve));
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      `Tend does not start. Port ${port} is taken. Stop what uses it, or set TEND_PORT to another one.\n`,
    ]);
  });

  it('when it is told to serve others than this machine', async () => {
    expect(await complaint({ TEND_HOST: '0.0.0.0' })).toContain('0.0.0.0 is not a loopback address');
  });

  it('when the directory is foreign, of another version, or no directory', async () => {
    writeFileSync(join(directory, 'letter.txt'), 'Dear');
    expect(await complaint()).toContain('letter.txt');
    expect(await complaint({ TEND_DATA: join(directory, 'letter.txt') })).toContain('letter.txt');
    writeFileSync(join(directory, 'tend.json'), JSON.stringify({ tend: 'data-directory', format: 99, zone: 'UTC' }));
    expect(await complaint()).toContain('format 99');
  });

  it('when another process writes the directory', async () => {
    const running = await start();
    expect(await complaint()).toContain('Another process writes');
    await running.stop();
    await (await start()).stop();
  });

  it('unless a server serves the directory already: then it tells where, and how to open it', async () => {
    const running = await start();
    const { code, stdout, stderr } = await spawnServer({ TEND_DATA: directory, TEND_PORT: '0' }).ended;
    const [first, second, ...rest] = stdout.trim().split('\n');
    expect([code, stderr, first, rest]).toEqual([0, '', `Tend is served already at ${running.url}`, []]);
    const link = /^It is open here, once: (.+)$/.exec(second!)![1]!;
    // Looking at it does not use it up.
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link, { method: 'POST', redirect: 'manual' })).status).toBe(303);
    expect((await fetch(link, { method: 'POST', redirect: 'manual' })).status).toBe(401);
    await running.stop();
  });

  it('when others may read the master key, or the keys of a ledger are gone', async () => {
    const running = await start();
    const token = readFileSync(join(directory, 'api.token'), 'utf8').trim();
    const sent = await fetch(`${running.url}/api/v1/touchpoints`, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(touchpoint('a', 1)),
    });
    expect(sent.status).toBe(201);
    await running.stop();
    chmodSync(join(directory, 'keys', 'master.key'), 0o644);
    expect(await complaint()).toContain('master.key');
    rmSync(join(directory, 'keys'), { recursive: true });
    expect(await complaint()).toContain('key store');
  });

  it('when the zone is none', async () => {
    expect(await complaint({ TEND_ZONE: 'Mars/Olympus', TEND_DATA: join(directory, 'new') })).toContain('Mars/Olympus');
  });

  it('when a file may not be used or the disk is full', () => {
    const failure = (code: string) => complaintOf(Object.assign(new Error(`${code}: open 'x'`), { code }));
    expect(failure('ENOSPC')).toContain('no space left');
    expect(failure('EACCES')).toContain("open 'x'");
  });
});
