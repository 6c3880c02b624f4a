import { formatInstant } from '#core/time.js';
import type { StatusAnswer } from '../answers.js';
import { buildingRows } from '../builds/builds.js';
import { isWritable, type Workspace } from '../workspace.js';

/** What there is: the head of the ledger, whether it is empty, and what is being built. */
export function statusOf(workspace: Workspace, version: string): StatusAnswer {
  const { directory, ledger } = workspace;
  const { sequence, recordedAt } = ledger.head();
  const building = isWritable(workspace) ? buildingRows(workspace) : [];
  return {
    version,
    zone: directory.zone,
    head: sequence === 0 ? { sequence } : { sequence, recordedAt: formatInstant(recordedAt, directory.zone) },
    empty: sequence === 0,
    demonstrationOffered: sequence === 0,
    ...(building.length === 0 ? {} : { building }),
  };
}
