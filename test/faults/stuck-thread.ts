import { parentPort } from 'node:worker_threads';
import { open } from 'lmdb';
import type { ThreadTask } from '#projections/threads/thread-protocol.js';

/** In the place of a thread that folds: one that stands in a transaction of the build that it is given, for ever. */
parentPort!.once('message', ({ task }: { task: ThreadTask }) => {
  const environment = open({ path: task.path, noSubdir: true, maxDbs: 32 });
  environment.transactionSync(() => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort!.postMessage({ id: 0 });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
});
