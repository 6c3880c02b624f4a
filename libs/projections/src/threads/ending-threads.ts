import { setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { limits } from '#core/limits.js';

/** Threads that do not end. */
const unended = new Set<Worker>();

/**
 * Ends a thread. One that stands in a transaction of LMDB may never end (its end waits for a lock that it holds itself), and
 * Node waits for every thread before it ends the process: then the process kills itself at its end, when everything else is
 * closed. What is on disk bears that at any moment.
 */
export async function endThread(worker: Worker): Promise<void> {
  worker.ref();
  const ending = worker.terminate();
  const hasEnded = await Promise.race([ending.then(() => true), wait(limits.threadEndMs, false)]);
  if (hasEnded) return;
  worker.unref();
  if (unended.size === 0) process.on('exit', killUnended);
  unended.add(worker);
  void ending.then(() => {
    unended.delete(worker);
    if (unended.size === 0) process.off('exit', killUnended);
  });
}

/** Resolves when a thread that has been told to end has ended, at the latest when it has been ended. */
export async function endOfThread(worker: Worker): Promise<void> {
  worker.ref();
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  const hasEnded = await Promise.race([gone.then(() => true), wait(limits.threadEndMs, false, { ref: false })]);
  if (!hasEnded) await endThread(worker);
}

function killUnended(): void {
  process.kill(process.pid, 'SIGKILL');
}
