/** `npm start`: the server with its pages, from whatever state the checkout is in. */
import { isStale } from './build.mjs';
import { prepare } from './prepare.mjs';
import { runningServer } from './running-server.mjs';
import { main, runProgram } from './runtime.mjs';

await main(async () => {
  const builds = ['server', 'web'];
  const running = runningServer(process.env, process.argv.slice(2));
  // Built under it, its pages would be those of another version than the server.
  if (running !== undefined && builds.some(isStale)) {
    console.error(`An older build serves this data directory at ${running.url}. Stop it, then run npm start again.`);
    process.exitCode = 1;
    return;
  }
  await prepare(builds);
  await runProgram('dist/apps/ledger/src/main.js', process.argv.slice(2));
});
