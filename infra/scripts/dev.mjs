/** `npm run dev`: the server, built and started again whenever a source is saved; what does not compile leaves it running. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { builtFrom, fingerprint } from './build.mjs';
import { prepare } from './prepare.mjs';
import { childEnvironment, main, pinnedNode, root, say } from './runtime.mjs';

/**
 * How often the sources are looked at. Watching a folder tree loses files that an editor saves by renaming a new one over
 * the old; a look costs some milliseconds and loses nothing.
 */
const lookMs = 400;
const againMs = 3000;
const builds = ['server', 'web'];

let server;
/** What the server was built from that runs. */
let served;
let stopping = false;

await main(async () => {
  await prepare(builds);
  startServer();
  say('Watching the sources; Ctrl-C ends it.');
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stopped.abort());
  await watch(stopped.signal);
  stopping = true;
  await stopServer();
});

async function watch(stopped) {
  const sources = () => builds.map(fingerprint).join();
  let built = sources();
  let before = built;
  while (!stopped.aborted) {
    await delay(lookMs, undefined, { signal: stopped }).catch(() => undefined);
    const now = sources();
    // An editor saves several files within moments: build when nothing has changed since the last look.
    if (now !== built && now === before && !stopped.aborted) {
      built = now;
      await rebuild();
    }
    before = now;
  }
}

function startServer() {
  served = builtFrom('server');
  server = spawn(
    pinnedNode(),
    ['--enable-source-maps', path.join(root, 'dist/apps/ledger/src/main.js'), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: childEnvironment(),
    },
  );
  const started = server;
  started.on('exit', (status) => {
    if (stopping || server !== started) return;
    // Mostly a command has the data directory for a moment.
    say(`The server ended with status ${status}; it starts again in ${againMs / 1000} s, or with the next change.`);
    setTimeout(() => {
      if (!stopping && server === started) startServer();
    }, againMs).unref();
  });
}

async function stopServer() {
  const running = server;
  server = undefined;
  if (!running || running.exitCode !== null || running.signalCode !== null) return;
  const ended = new Promise((resolve) => running.once('exit', resolve));
  running.kill('SIGTERM');
  await ended;
}

/** A command beside it may build the same at the same time, or have done so before: one at a time does. */
async function rebuild() {
  try {
    await prepare(builds);
  } catch (error) {
    say(`${error.message} The server of before keeps running.`);
    return;
  }
  if (builtFrom('server') === served) return;
  await stopServer();
  startServer();
}
