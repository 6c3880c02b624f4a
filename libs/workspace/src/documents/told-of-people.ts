import { LedgerError } from '#core/errors.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { CellPath } from '#read-store/port.js';
import { mayTellPerPerson } from '../ledger/workforce.js';
import { handoversIn } from '../processes/work-answer.js';
import { workOf } from '../processes/work-read.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** The purpose of what is about the people who work for us. */
const workforce = 'workforce';

/**
 * Whether what a projection makes may be read as it is kept: what is about people of ours tells of each of them, and is read
 * only where the policy for the workforce that holds now lets that be told (trust.md §7).
 * @throws LedgerError `not-found`
 */
export function mayBeRead(workspace: Workspace, projection: string): boolean {
  return workspace.projections.definition(projection)?.purpose !== workforce || mayTellPerPerson(workspace);
}

/** @throws LedgerError `forbidden` for what `mayBeRead` says no to */
export function requireRead(workspace: Workspace, projection: string): void {
  if (!mayBeRead(workspace, projection)) throw refused(projection);
}

/**
 * The same for what a total is made of. What a process shows of its teams opens to its evidence: totals without people, and
 * those between teams that are told of.
 * @throws LedgerError `forbidden`
 */
export async function requireEvidence(
  workspace: Workspace,
  projection: string,
  cell: CellPath,
  moment: Moment,
  work: Work,
): Promise<void> {
  if (mayBeRead(workspace, projection)) return;
  if (projection !== 'process-handovers' || !(await isToldOfTeams(workspace, cell, moment, work)))
    throw refused(projection);
}

async function isToldOfTeams(workspace: Workspace, cell: CellPath, moment: Moment, work: Work): Promise<boolean> {
  const [kind, process, from, to] = cell;
  if (kind === 'no-team' || kind === 'rework') return true;
  if (kind !== 'team-handover') return false;
  const done = await workOf(workspace, String(process), moment, work);
  const told = done === undefined ? [] : (handoversIn(done.cells, done.lookup).teamHandovers ?? []);
  return told.some((pair) => pair.from === from && pair.to === to);
}

function refused(projection: string): LedgerError {
  return new LedgerError('forbidden', `What ${projection} makes tells of each of those who work for us.`, {
    hint: 'tend process NAME tells of teams. Of each person only where the policy for the workforce allows it (WorkforcePolicyPublished, perPerson).',
  });
}
