/**
 * One installation or build at a time in a checkout. The lock is a socket that the system takes away with the process
 * that holds it, so a killed build leaves nothing that has to be cleaned up.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { root, say, SetUpError } from './runtime.mjs';

const retryMs = 200;
const patienceMs = 15 * 60 * 1000;

/** Waits until this process is the only one that prepares this checkout; answers the function that lets the next one in. */
export async function takeBuildLock() {
  const address = lockAddress();
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += retryMs) {
    const server = await listen(address);
    if (server) return () => new Promise((resolve) => server.close(resolve));
    if (waitedMs === 0) say('Another start prepares this checkout; waiting for it …');
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
  throw new SetUpError(`Another process has been preparing this checkout for ${patienceMs / 60_000} minutes.`);
}

function lockAddress() {
  const name = `tend-build-${createHash('sha256').update(fs.realpathSync(root)).digest('hex').slice(0, 24)}`;
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return path.join(os.tmpdir(), `${name}.sock`);
}

/** A listening server, or undefined when somebody else listens. */
async function listen(address) {
  const server = net.createServer((connection) => connection.destroy());
  const failure = await new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(address, () => resolve(undefined));
  });
  if (!failure) return server;
  if (failure.code !== 'EADDRINUSE') throw failure;
  if (path.isAbsolute(address) && process.platform !== 'win32' && (await isDead(address)))
    fs.rmSync(address, { force: true });
  return undefined;
}

/** A socket file outlives its process (there is none on Linux and Windows): nobody answers then. */
function isDead(address) {
  return new Promise((resolve) => {
    const connection = net.connect(address);
    connection.once('connect', () => resolve(connection.destroy() && false));
    connection.once('error', (error) => resolve(error.code === 'ECONNREFUSED'));
  });
}
