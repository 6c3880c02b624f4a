import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { DataDirectory } from './data-directory.js';

/** Where the server of a data directory answers: how a command finds it and acts through it. */
export interface RunningServer {
  readonly pid: number;
  readonly url: string;
}

/** Tells that this process serves the directory. */
export function announceServer(directory: DataDirectory, server: RunningServer): void {
  writeFileSync(`${directory.serverFile}.new`, JSON.stringify(server), { mode: 0o600 });
  renameSync(`${directory.serverFile}.new`, directory.serverFile);
}

/** Takes the announcement back, if it still is this process's own. */
export function withdrawServer(directory: DataDirectory): void {
  if (readAnnouncement(directory)?.pid === process.pid) rmSync(directory.serverFile, { force: true });
}

/** The server that runs on the directory, or undefined; an announcement whose process is gone counts as none. */
export function findServer(directory: DataDirectory): RunningServer | undefined {
  const server = readAnnouncement(directory);
  return server !== undefined && isAlive(server.pid) ? server : undefined;
}

function readAnnouncement(directory: DataDirectory): RunningServer | undefined {
  try {
    const value = JSON.parse(readFileSync(directory.serverFile, 'utf8')) as Partial<RunningServer>;
    return Number.isInteger(value.pid) && value.pid! > 0 && typeof value.url === 'string'
      ? { pid: value.pid!, url: value.url }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The bearer token of local programs: 256 random bits in a file that only the owner reads. Whoever can read the file
 * could read the data directory itself, so it opens nothing that was closed.
 */
export function localToken(directory: DataDirectory): string {
  try {
    const token = readFileSync(directory.tokenFile, 'utf8').trim();
    if (/^[A-Za-z0-9_-]{43}$/.test(token)) return token;
  } catch {
    // none yet
  }
  const token = randomBytes(32).toString('base64url');
  writeFileSync(`${directory.tokenFile}.new`, `${token}\n`, { mode: 0o600 });
  renameSync(`${directory.tokenFile}.new`, directory.tokenFile);
  return token;
}
