import { parentPort, workerData } from 'node:worker_threads';
import { openMirror } from '#event-store/embedded/open.js';
import { openBundles } from './bundle-store.js';
import { CallMark } from './call-mark.js';
import { codeIn } from './projection-registry.js';
import { answerOfError } from './thread-protocol.js';
import type { ThreadAnswer, ThreadMessage, ThreadStart, ThreadTask } from './thread-protocol.js';
import { ThreadWork } from './thread-work.js';

/** The program of a thread that folds (`pool-thread.ts` starts it). It is given one task at a time. */
const { ledger, bundles, memory } = workerData as ThreadStart;
const port = parentPort!;
const mirror = await openMirror(ledger);
const work = new ThreadWork(mirror, codeIn(openBundles(bundles)), new CallMark(memory));

async function answerTo(task: ThreadTask): Promise<ThreadAnswer> {
  try {
    return { kind: 'done', stand: await work.run(task) };
  } catch (error) {
    return answerOfError(error, task);
  }
}

async function end(): Promise<void> {
  await work.closeAll();
  await mirror.close();
  port.close();
}

port.on('message', (message: ThreadMessage) => {
  if (message === 'end') void end();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  else void answerTo(message).then((answer) => port.postMessage(answer));
});
