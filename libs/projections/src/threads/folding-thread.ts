import { parentPort, workerData } from 'node:worker_threads';
import { openMirror } from '#event-store/embedded/open.js';
import { openBundles } from '../definition/bundle-store.js';
import { CallMark } from '../calls/call-mark.js';
import { HeapUsedUp } from '../calls/heap-room.js';
import { codeIn } from '../definition/projection-registry.js';
import { answerOfError } from './thread-protocol.js';
import type { ThreadMessage, ThreadReport, ThreadStart } from './thread-protocol.js';
import { ThreadWork } from './thread-work.js';

/** The program of a thread that folds (`pool-thread.ts` starts it). It is given one task at a time, others beside a long one. */
const { ledger, bundles, memory } = workerData as ThreadStart;
const port = parentPort!;
const mirror = await openMirror(ledger);
const work = new ThreadWork(mirror, codeIn(openBundles(bundles)), CallMark.on(memory));

async function answer({ id, task }: Exclude<ThreadMessage, 'end'>): Promise<void> {
  try {
    const stand = await work.run(task, { id, yields: () => report({ id }) });
    report({ id, answer: { kind: 'done', stand } });
  } catch (error) {
    report({ id, answer: answerOfError(error, task) });
    // What a definition keeps is let go of with the thread alone.
    if (error instanceof HeapUsedUp) await end();
  }
}

async function end(): Promise<void> {
  await work.closeAll();
  await mirror.close();
  port.close();
}

function report(told: ThreadReport): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage(told);
}

port.on('message', (message: ThreadMessage) => void (message === 'end' ? end() : answer(message)));
