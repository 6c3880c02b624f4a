import { formatInstant } from '#core/time.js';
import type { MirrorStatus } from '#event-store/port.js';
import type { MirrorAnswer, StatusAnswer } from '../answers.js';
import { buildingRows } from '../builds/builds.js';
import { isWritable, type Workspace } from '../workspace.js';

/** What there is: the head of the ledger with its root, whether it is empty, and what is being built. */
export async function statusOf(workspace: Workspace, version: string): Promise<StatusAnswer> {
  const { directory, ledger, tree } = workspace;
  const { sequence, recordedAt } = ledger.head();
  const { root } = await tree.head(sequence);
  const mirror = isWritable(workspace) ? workspace.ledger.mirrorStatus?.() : undefined;
  const node = isWritable(workspace) ? workspace.node : undefined;
  const isOfSeveral = node?.ledgerServer !== undefined || node?.readStoreServer !== undefined;
  const building = isWritable(workspace) ? buildingRows(workspace) : [];
  return {
    version,
    zone: directory.zone,
    head: { sequence, ...(sequence > 0 && { recordedAt: formatInstant(recordedAt, directory.zone) }), root },
    empty: sequence === 0,
    demonstrationOffered: sequence === 0,
    ...(isOfSeveral ? { node: { name: node.name, roles: [...node.roles] } } : {}),
    ...(mirror === undefined ? {} : { mirror: mirrorAnswer(mirror) }),
    ...(building.length === 0 ? {} : { building }),
  };
}

function mirrorAnswer({ isCaughtUp, lagSeconds, failure, foreign }: MirrorStatus): MirrorAnswer {
  return {
    caughtUp: isCaughtUp,
    lagSeconds,
    ...(failure === undefined ? {} : { failure }),
    ...(foreign === 0 ? {} : { foreign }),
  };
}
