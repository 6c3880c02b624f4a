import type { RecordedEvent } from '#core/record.js';
import { openTend } from '#workspace/local-tend.js';
import { personalOf } from '#workspace/relationships/timeline.js';
import type { Workspace } from '#workspace/workspace.js';
import { textOf } from './server-appends.js';

/**
 * Opens a data directory that a server has left, however it ended, and holds it against what was acknowledged: every
 * such event is there once, whole and in order.
 * @returns what is wrong; nothing when all is well
 */
export async function checkAcknowledged(
  directory: string,
  acknowledged: ReadonlyMap<string, string>,
): Promise<string[]> {
  const tend = await openTend({ directory });
  try {
    return faultsOfAcknowledged(tend.workspace, acknowledged);
  } finally {
    await tend.close();
  }
}

/** The same of a workspace that is open. */
export function faultsOfAcknowledged(workspace: Workspace, acknowledged: ReadonlyMap<string, string>): string[] {
  const faults: string[] = [];
  const seen = new Map<string, number>();
  let last: RecordedEvent | undefined;
  for (const event of workspace.ledger.readAll({})) {
    if (event.sequence !== (last?.sequence ?? 0) + 1) faults.push(`${event.sequence} follows ${last?.sequence}`);
    if (last !== undefined && event.recordedAt < last.recordedAt)
      faults.push(`${event.sequence} was recorded before its predecessor`);
    seen.set(event.id, (seen.get(event.id) ?? 0) + 1);
    last = event;
  }
  const lastOfClient = new Map<string, number>();
  for (const [id, externalId] of acknowledged) {
    const event = workspace.ledger.get(id);
    const personal = event === undefined ? undefined : personalOf(workspace, event);
    if (seen.get(id) !== 1 || event === undefined) faults.push(`${externalId} is there ${seen.get(id) ?? 0} times`);
    else if (
      personal === 'erased' ||
      personal?.['externalId'] !== externalId ||
      personal['text'] !== textOf(externalId)
    )
      faults.push(`${externalId} does not open`);
    // A client sends its next event after the answer to the one before.
    const client = externalId.slice(0, externalId.lastIndexOf('-'));
    if (event !== undefined && event.sequence <= (lastOfClient.get(client) ?? 0))
      faults.push(`${externalId} stands before what its client sent earlier`);
    lastOfClient.set(client, event?.sequence ?? 0);
  }
  return faults;
}
