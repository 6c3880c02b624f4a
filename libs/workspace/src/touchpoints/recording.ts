import { recordTouchpoints } from '#capture/record-touchpoints.js';
import { LedgerError } from '#core/errors.js';
import { formatInstant } from '#core/time.js';
import type { WrittenAnswer } from '../answers.js';
import { measuringIn } from '../ledger/permitted.js';
import type { WritableWorkspace } from '../workspace.js';

/** Touchpoints as somebody sends them. */
interface Sent {
  readonly body: string;
  readonly contentType: string;
  /** A projection that is to have folded them before it is answered. */
  readonly wait?: string;
  readonly signal?: AbortSignal;
}

/**
 * Records what was sent, and waits for a projection where that is wanted.
 * @param follow lets the projections fold
 * @throws LedgerError `invalid`, `not-found` (projection), `stalled`, `unavailable`
 */
export async function recordInto(
  workspace: WritableWorkspace,
  { body, contentType, wait, signal }: Sent,
  follow: () => Promise<void>,
): Promise<WrittenAnswer> {
  const { directory, keys, names, ledger, clock, random, projections } = workspace;
  // Before anything is written: an error afterwards would look as if nothing had been.
  if (wait !== undefined && !projections.isKnown(wait))
    throw new LedgerError('not-found', `There is no projection ${wait}.`);
  const ports = { ledger, clock, random, keys, directory: names, ...measuringIn(workspace) };
  const recorded = await recordTouchpoints({ body, contentType, recorder: 'system:api' }, ports);
  if (wait !== undefined) {
    await follow();
    const last = Math.max(...recorded.map(({ sequence }) => sequence));
    await projections.waitFor(wait, last, signal === undefined ? {} : { signal });
  }
  return {
    events: recorded.map((event) => ({ ...event, recordedAt: formatInstant(event.recordedAt, directory.zone) })),
  };
}
