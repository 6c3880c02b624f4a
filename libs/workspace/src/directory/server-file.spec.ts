import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataDirectory, type DataDirectory } from './data-directory.js';
import { announceServer, findServer, localToken, withdrawServer } from './server-file.js';

describe('the file of a server', () => {
  let folder: string;
  let directory: DataDirectory;
  const url = 'http://127.0.0.1:4100';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tend-server-'));
    directory = openDataDirectory(join(folder, 'data'), { zone: 'UTC' });
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('leads to the server that announced itself, until it withdraws', () => {
    expect(findServer(directory)).toBeUndefined();
    announceServer(directory, { pid: process.pid, url });
    expect(findServer(directory)).toEqual({ pid: process.pid, url });
    expect(statSync(directory.serverFile).mode & 0o777).toBe(0o600);
    withdrawServer(directory);
    expect(findServer(directory)).toBeUndefined();
    expect(readdirSync(directory.path)).toEqual(['tend.json']);
  });

  it('counts for nothing when its process is gone, and the next server takes its place', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    announceServer(directory, { pid, url });
    expect(findServer(directory)).toBeUndefined();
    announceServer(directory, { pid: process.pid, url: 'http://127.0.0.1:4200' });
    expect(findServer(directory)?.url).toBe('http://127.0.0.1:4200');
  });

  it('counts for nothing when another process has got its number', () => {
    announceServer(directory, { pid: process.pid, url });
    const announced = JSON.parse(readFileSync(directory.serverFile, 'utf8')) as { started: string };
    expect(announced.started).toMatch(/^\d*$/);
    writeFileSync(directory.serverFile, JSON.stringify({ ...announced, started: `${announced.started}1` }));
    expect(findServer(directory)).toBeUndefined();
  });

  it('is not taken back by another process than its own', () => {
    announceServer(directory, { pid: process.ppid, url });
    withdrawServer(directory);
    expect(existsSync(directory.serverFile)).toBe(true);
  });

  // A signal to 0 or to a negative number goes to a group of processes: it would always find somebody.
  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"pid":0,"url":"x"}',
    '{"pid":-1,"url":"x"}',
    '{"pid":1.5,"url":"x"}',
    '{"pid":1}',
    '{"pid":1,"url":"x"}',
  ])('counts for nothing as %j', (text) => {
    writeFileSync(directory.serverFile, text);
    expect(findServer(directory)).toBeUndefined();
    withdrawServer(directory);
  });

  it('goes with a token that stays, that only the owner reads, and that is made anew when it is none', () => {
    const token = localToken(directory);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(statSync(directory.tokenFile).mode & 0o777).toBe(0o600);
    expect(localToken(directory)).toBe(token);
    writeFileSync(directory.tokenFile, 'short\n');
    const other = localToken(directory);
    expect(other).toMatch(/^[\w-]{43}$/);
    expect(other).not.toBe(token);
    expect(readFileSync(directory.tokenFile, 'utf8')).toBe(`${other}\n`);
  });
});
