import { LedgerError } from '#core/errors.js';
import type { Work } from '../tend.js';
import type { WritableWorkspace } from '../workspace.js';

interface Waiting extends Work {
  readonly timeoutMs: number;
  /** A changed definition is waited for too: nobody but this process will build it. */
  readonly withBuilds: boolean;
}

const toldEveryMs = 200;

/**
 * Waits until some projections have folded everything recorded by now, and tells how far the last of them is.
 * @throws LedgerError `unavailable` after the time-out, `cancelled`
 */
export async function whenFolded(
  { ledger, projections }: WritableWorkspace,
  names: readonly string[],
  { progress, signal, timeoutMs, withBuilds }: Waiting,
): Promise<void> {
  const total = ledger.head().sequence;
  const wanted = () => projections.status().filter(({ name, state }) => names.includes(name) && state !== 'stalled');
  const tell = () => {
    const done = Math.min(...wanted().map(({ position, building }) => building?.done ?? position));
    progress?.({ stage: 'projections', done: Math.min(done, total), total, unit: 'events' });
  };
  const telling = setInterval(tell, toldEveryMs);
  try {
    const wait = { timeoutMs, ...(signal === undefined ? {} : { signal }) };
    await Promise.all(
      wanted().map(async ({ name }) => {
        await projections.waitFor(name, total, wait).catch(unlessStalled);
        if (withBuilds) await projections.waitForBuild(name, wait);
      }),
    );
    tell();
  } finally {
    clearInterval(telling);
  }
}

/** Errors of waiting for what is only folded later: what was asked for is done. */
const mayGoOn: ReadonlySet<string> = new Set(['unavailable', 'cancelled']);

/** Waits until whatever can fold has folded everything recorded by now, or it takes too long. @throws LedgerError */
export async function whenSettled(workspace: WritableWorkspace, waiting: Waiting): Promise<void> {
  const names = workspace.projections.status().map(({ name }) => name);
  try {
    await whenFolded(workspace, names, waiting);
  } catch (error) {
    if (!(error instanceof LedgerError) || !mayGoOn.has(error.code)) throw error;
  }
}

/** A projection that stops is not waited for: what it has is the answer, and `tend projections` says why it stopped. */
function unlessStalled(error: unknown): void {
  if (!(error instanceof LedgerError) || error.code !== 'stalled') throw error;
}
