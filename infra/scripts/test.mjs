/**
 * `npm test`: all tests, or those that the arguments name, on the pinned Node. Prints one line a suite and, last and
 * alone on its line, `N passed, N failed, N skipped`, whatever becomes of Jest.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { prepare } from './prepare.mjs';
import { main, pinnedNode, root, runChild, say } from './runtime.mjs';

/** Jest waits for ever for a server or a timer that a test forgot. */
const stopPatienceMs = Number(process.env.TEND_TEST_PATIENCE_MS || 20_000);
const runPatienceMs = 40 * 60 * 1000;

/** Until Jest has told its counts, nothing is known to have passed. */
let counts = { passed: 0, failed: 1, skipped: 0 };
let ended = { status: 1, signal: null };

await main(async () => {
  await prepare(['server', 'web']);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tend-test-'));
  try {
    const file = path.join(folder, 'counts.json');
    ended = await runJest(process.argv.slice(2), file);
    counts = readCounts(file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
if (ended.status !== 0 || ended.signal || counts.failed > 0) process.exitCode = 1;
fs.writeSync(1, `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);

async function runJest(jestArguments, countsFile) {
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const reporter = path.join(root, 'test', 'reporter', 'summary-reporter.mjs');
  const workers = jestArguments.some((argument) => /^(?:-w|-i|--maxWorkers|--runInBand)/.test(argument))
    ? []
    : [`--maxWorkers=${Math.max(2, os.availableParallelism())}`];
  let stopWatching = () => undefined;
  const result = await runChild(
    pinnedNode(),
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      jest,
      `--reporters=${reporter}`,
      ...workers,
      ...jestArguments,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TEND_TEST_COUNTS: countsFile },
      onStart: (child) => (stopWatching = endWhenStuck(child, countsFile)),
    },
  );
  stopWatching();
  return result;
}

/** Ends a Jest that has told its counts but does not go, or that never comes to an end; both are failures. */
function endWhenStuck(child, countsFile) {
  const started = Date.now();
  let toldAt;
  const timer = setInterval(() => {
    if (toldAt === undefined && fs.existsSync(countsFile)) toldAt = Date.now();
    const stuck = toldAt !== undefined && Date.now() - toldAt > stopPatienceMs;
    if (!stuck && Date.now() - started < runPatienceMs) return;
    say(
      stuck
        ? 'A test left something open (a server, a timer, a child): Jest does not end by itself.'
        : 'The tests take too long.',
    );
    child.kill('SIGKILL');
    clearInterval(timer);
  }, 500);
  return () => clearInterval(timer);
}

function readCounts(file) {
  if (!fs.existsSync(file)) {
    say('Jest ended before it told its counts.');
    return counts;
  }
  const told = JSON.parse(fs.readFileSync(file, 'utf8'));
  const endedBadly = (ended.status !== 0 || ended.signal) && told.failed === 0;
  return endedBadly ? { ...told, failed: 1 } : told;
}
