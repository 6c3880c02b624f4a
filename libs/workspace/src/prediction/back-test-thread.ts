import { parentPort, workerData } from 'node:worker_threads';
import { runBackTest, type BackTestTask } from './back-test-task.js';
import type { JudgingMessage } from './judging.js';

const tell = (message: JudgingMessage): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(message);
};

/** The thread of `judging.ts`. */
tell({ found: runBackTest(workerData as BackTestTask, (cuts) => tell({ cuts })) });
