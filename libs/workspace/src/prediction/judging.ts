import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { LedgerError } from '#core/errors.js';
import type { BackTest } from '#measures/prediction/back-test.js';
import type { Work } from '../work.js';
import { runBackTest, type BackTestTask } from './back-test-task.js';

/** What the thread tells: how many cuts are done, and last what was found. */
export type JudgingMessage = { readonly cuts: number } | { readonly found: BackTest };

const program = new URL('./back-test-thread.js', import.meta.url);

/**
 * Computes a back-test in a thread of its own: fits and bootstraps take from seconds to minutes, and nobody else waits for
 * them. Where there is no built program for it (tests run from the sources), it is computed here.
 * @throws LedgerError `cancelled`
 */
export async function judge(
  task: BackTestTask,
  { signal, progress }: Work,
  url: URL | undefined = existsSync(fileURLToPath(program)) ? program : undefined,
): Promise<BackTest> {
  const total = task.cuts.length;
  const judged = (done: number): void => progress?.({ stage: 'cuts', done, total, unit: 'cuts' });
  if (signal?.aborted === true) throw new LedgerError('cancelled');
  judged(0);
  if (url === undefined) return runBackTest(task, judged);
  const thread = new Worker(url, { workerData: task });
  try {
    return await new Promise<BackTest>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new LedgerError('cancelled')), { once: true });
      thread.on('message', (message: JudgingMessage) => {
        if ('found' in message) resolve(message.found);
        else judged(message.cuts);
      });
      thread.on('error', reject);
      thread.on('exit', () =>
        reject(new LedgerError('unavailable', 'The thread of the back-test ended before it was done.')),
      );
    });
  } finally {
    await thread.terminate();
  }
}
