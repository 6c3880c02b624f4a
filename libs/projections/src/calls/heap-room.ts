import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { resourceLimits } from 'node:worker_threads';
import { LedgerError } from '#core/errors.js';

/** What must be free of the memory of a thread when it begins to write: one part in so many. */
const partFree = 8;

/** A definition keeps so much that the thread cannot go on. */
export class HeapUsedUp extends LedgerError {
  constructor(limitBytes: number) {
    const limit = `${Math.round(limitBytes / 2 ** 20)} MiB`;
    super('unavailable', `The ${limit} of memory of the thread that folds are used up.`, {
      hint: 'A function of a definition keeps what it is given; what a document holds counts only while it is folded.',
    });
  }
}

/**
 * Makes sure that the memory of this thread lasts for a commit. A thread whose memory is used up inside a transaction of
 * LMDB never ends, and holds the lock until the whole program is killed: so it does not begin one.
 * @throws HeapUsedUp
 */
export function requireHeapRoom(): void {
  if (hasRoom()) return;
  collectGarbage();
  if (!hasRoom()) throw new HeapUsedUp(limitBytes());
}

function hasRoom(): boolean {
  const limit = limitBytes();
  return limit - getHeapStatistics().used_heap_size >= limit / partFree;
}

/** Of a thread the limit of what has survived: that is what runs out. */
function limitBytes(): number {
  const { maxOldGenerationSizeMb: limitMiB } = resourceLimits;
  return limitMiB === undefined ? getHeapStatistics().heap_size_limit : limitMiB * 2 ** 20;
}

let collect: (() => void) | undefined;

/** Much of what is used may be garbage that nobody has looked for yet. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  collect ??= runInNewContext('gc') as () => void;
  collect();
}
