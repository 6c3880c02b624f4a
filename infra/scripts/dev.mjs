/** `npm run dev`: the server, built and started again whenever a source is saved; what does not compile leaves it running. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, isStale } from './build.mjs';
import { prepare } from './prepare.mjs';
import { childEnvironment, main, pinnedNode, root, say } from './runtime.mjs';

/** An editor saves several files within moments. */
const quietMs = 150;

let server;
let stopping = false;
let building = Promise.resolve();

await main(async () => {
  await prepare(['server', 'web']);
  startServer();
  let timer;
  for (const folder of ['apps', 'libs']) {
    fs.watch(path.join(root, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => (building = building.then(rebuild)), quietMs);
    });
  }
  say('Watching apps and libs; Ctrl-C ends it.');
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop());
});

function startServer() {
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
    if (!stopping && server === started)
      say(`The server ended with status ${status}; it starts again with the next change.`);
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

async function rebuild() {
  const serverChanged = isStale('server');
  try {
    for (const which of ['server', 'web']) if (isStale(which)) await build(which);
  } catch (error) {
    say(`${error.message} The server of before keeps running.`);
    return;
  }
  if (!serverChanged || stopping) return;
  await stopServer();
  startServer();
}

async function stop() {
  if (stopping) return;
  stopping = true;
  await building;
  await stopServer();
  process.exit(0);
}
