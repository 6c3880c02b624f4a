import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { appendUntilGone } from '../faults/server-appends.js';
import { checkAcknowledged } from '../faults/server-check.js';
import { startServerProcess } from '../faults/server-process.js';
import { CliFolder } from './cli-program.js';

interface Head {
  readonly sequence: number;
  readonly root: string;
}

describe('a backup by a program of its own', () => {
  jest.setTimeout(300_000);
  let folder: CliFolder;
  beforeEach(() => void (folder = new CliFolder()));
  afterEach(() => folder.remove());

  const data = () => folder.file('data');
  const restored = (...args: string[]) => folder.json<Head & { kept: number; epoch?: object }>('restore', ...args);

  it('of a server under load has all that was acknowledged before; what came after is said to be lost', async () => {
    const server = await startServerProcess(data());
    const { events, done } = appendUntilGone(server, 16, 'load');
    while (events.size < 300) await wait(20);
    const before = new Map(events);
    const backup = await folder.json<Head>('backup', 'copy');
    const after = events.size;
    while (events.size < after + 50) await wait(20);
    server.child.kill('SIGKILL');
    await server.ended;
    await done;
    const { kept, sequence, epoch } = await restored('copy', '--former', 'data', '--data', 'again');
    expect([kept, sequence]).toEqual([backup.sequence, backup.sequence + 1]);
    expect(epoch).toMatchObject({ keptSize: kept, keptRoot: backup.root, previousSize: expect.any(Number) });
    expect((epoch as { previousSize: number }).previousSize).toBeGreaterThan(kept);
    expect(await checkAcknowledged(folder.file('again'), before)).toEqual([]);
    // What is lost is told once more by its clients, and is recorded behind the new epoch.
    const next = await startServerProcess(folder.file('again'));
    const told = appendUntilGone(next, 16, 'load');
    while ([...events.keys()].some((id) => !told.events.has(id))) await wait(50);
    next.child.kill('SIGTERM');
    await next.ended;
    await told.done;
    expect(await checkAcknowledged(folder.file('again'), events)).toEqual([]);
    expect((await folder.run('verify', '--data', 'again')).status).toBe(0);
  });

  it('that is killed is none, wherever it is killed, and the next one replaces what it left', async () => {
    const generated = ['--relationships', '10', '--events', '1000', '--seed', '3'];
    expect((await folder.run('generate', ...generated)).status).toBe(0);
    const begun = performance.now();
    const { root } = await folder.json<Head>('backup', 'whole');
    const took = performance.now() - begun;
    for (const part of [0.4, 0.8]) {
      const { child, ended } = folder.start(['backup', 'cut']);
      await Promise.race([wait(took * part), ended]);
      child.kill('SIGKILL');
      await ended;
      // Either it was too late, or there is nothing that could be taken for a backup.
      if (existsSync(folder.file('cut'))) expect(existsSync(folder.file('cut/backup.json'))).toBe(true);
      else
        expect((await folder.run('restore', 'cut', '--data', 'never')).stderr).toContain('There is no backup at cut');
    }
    if (!existsSync(folder.file('cut'))) expect(await folder.json('backup', 'cut')).toMatchObject({ root });
    expect(readdirSync(folder.path).filter((name) => name.includes('unfinished'))).toEqual([]);
    const { child, ended } = folder.start(['restore', 'cut', '--data', 'again']);
    await wait(took / 3);
    child.kill('SIGKILL');
    await ended;
    if (!existsSync(folder.file('again'))) await restored('cut', '--data', 'again');
    expect(await folder.json<{ head: Head }>('status', '--data', 'again')).toMatchObject({ head: { root } });
  });

  it('says so in a sentence when the pages of the ledger are damaged, and keeps nothing', async () => {
    expect((await folder.run('generate', '--relationships', '5', '--events', '200')).status).toBe(0);
    const path = folder.file('data/ledger/data.mdb');
    const bytes = readFileSync(path);
    // Behind the two roots: whatever pages these are, they are read by nobody who is to go on living.
    for (let page = 2; page < bytes.length / 4096; page++) bytes.fill(0xff, page * 4096 + 16, page * 4096 + 64);
    writeFileSync(path, bytes);
    const { status, stderr } = await folder.run('backup', 'copy');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/not sound|cannot be opened|could not be copied/)]);
    expect(readdirSync(folder.path).sort()).toEqual(['data']);
  });
});
