import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { appendUntilGone } from '../faults/server-appends.js';
import { checkAcknowledged } from '../faults/server-check.js';
import { serverKillLoop } from '../faults/server-kill.js';
import { startServerProcess } from '../faults/server-process.js';

const clients = 64;

describe('a server that ends', () => {
  jest.setTimeout(180_000);
  let directory: string;
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'tend-server-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('in order, under load: everything acknowledged is there, and it says 0', async () => {
    const server = await startServerProcess(directory);
    expect(existsSync(join(directory, 'server.json'))).toBe(true);
    const { events, done } = appendUntilGone(server, clients, 'stop');
    while (events.size < 200) await wait(20);
    server.child.kill('SIGTERM');
    const { code, signal, stderr } = await server.ended;
    await done;
    expect([code, signal, stderr]).toEqual([0, null, 'Stopping …\n']);
    expect(existsSync(join(directory, 'server.json'))).toBe(false);
    expect(await checkAcknowledged(directory, events)).toEqual([]);
  });

  it('killed under load, again and again: everything acknowledged is there', async () => {
    const report = await serverKillLoop(directory, { rounds: 3, seed: 20_261_124, clients });
    expect(report).toMatchObject({ kills: 3, faults: [] });
  });

  it('at once at the second signal', async () => {
    const server = await startServerProcess(directory);
    const { done } = appendUntilGone(server, 4, 'twice');
    server.child.kill('SIGINT');
    server.child.kill('SIGTERM');
    const { code, signal } = await server.ended;
    await done;
    expect(signal).toBeNull();
    expect([0, 1]).toContain(code);
  });
});
