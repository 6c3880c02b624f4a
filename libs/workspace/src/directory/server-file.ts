import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { writePrivateFile } from '#core/private-file.js';
import type { DataDirectory } from './data-directory.js';

/** Where the server of a data directory answers: how a command finds it and acts through it. */
export interface RunningServer {
  readonly pid: number;
  readonly url: string;
}

/** When its process was started, as far as the system tells: after a crash another one may have got its number. */
type Announcement = RunningServer & { readonly started: string };

/** Tells that this process serves the directory. */
export function announceServer(directory: DataDirectory, server: RunningServer): void {
  const announcement: Announcement = { ...server, started: startOf(server.pid) };
  writePrivateFile(directory.serverFile, JSON.stringify(announcement));
}

/** Takes the announcement back, if it still is this process's own. */
export function withdrawServer(directory: DataDirectory): void {
  if (readAnnouncement(directory)?.pid === process.pid) rmSync(directory.serverFile, { force: true });
}

/** The server that runs on the directory, or undefined; an announcement whose process is gone counts as none. */
export function findServer(directory: DataDirectory): RunningServer | undefined {
  const announced = readAnnouncement(directory);
  if (announced === undefined || !isAlive(announced.pid)) return undefined;
  const { pid, url, started } = announced;
  // A stranger must not be sent the token.
  return started === startOf(pid) ? { pid, url } : undefined;
}

function readAnnouncement(directory: DataDirectory): Announcement | undefined {
  try {
    const { pid, url, started } = JSON.parse(readFileSync(directory.serverFile, 'utf8')) as Partial<Announcement>;
    if (!Number.isInteger(pid) || pid! <= 0 || typeof url !== 'string' || typeof started !== 'string') return undefined;
    return { pid: pid!, url, started };
  } catch {
    return undefined;
  }
}

/** Ticks since the machine came up (proc(5), field 22); empty where there is no `/proc`. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program, in brackets, may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
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
  writePrivateFile(directory.tokenFile, `${token}\n`);
  return token;
}
