import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import type { Cell } from '#read-store/port.js';
import { linkedWith } from '../ledger/belonging.js';
import { mayTellPerPerson, smallestTeam } from '../ledger/workforce.js';
import { readAt } from '../moments/read-at.js';
import { namesFor } from '../relationships/portfolio.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { textAt } from './cell-reading.js';
import type { WorkCells, WorkLookup } from './work-answer.js';

const projection = 'process-handovers';

/** Who did the work of a process, as far as it may be told. */
export interface WorkRead {
  readonly cells: WorkCells;
  readonly lookup: WorkLookup;
  readonly read: ReadPosition;
}

/**
 * Reads who did the work of a process. It is a projection of its own, with a purpose of its own: where it is not loaded
 * there is nothing to tell. What it knows of single people is read only where the policy for the workforce lets it be told,
 * which is asked now, whatever moment is told of.
 */
export async function workOf(
  workspace: Workspace,
  process: string,
  moment: Moment | undefined,
  work: Work,
): Promise<WorkRead | undefined> {
  if (!isLoaded(workspace)) return undefined;
  const isPerPerson = mayTellPerPerson(workspace);
  const ask = (view: ProjectionView) => {
    const { build, position, horizonMs } = view;
    const below = (kind: string): readonly Cell[] => [...view.cells([kind, process])];
    const cells = {
      handovers: isPerPerson ? below('handover') : undefined,
      teamHandovers: below('team-handover'),
      members: below('member'),
      noTeam: view.cell(['no-team', process]),
      rework: below('rework'),
    };
    return { cells, read: { build, position, horizonMs } };
  };
  const { cells, read } = await readAt(workspace, projection, moment, ask, { ...work, totals: true });
  const people = (cells.handovers ?? []).flatMap((cell) => [textAt(cell, 2), textAt(cell, 3)]);
  const lookup = {
    nameOf: namesFor(workspace, people),
    canonical: canonicalIn(workspace),
    smallestTeam: smallestTeam(workspace),
  };
  return { cells, read, lookup };
}

/** Who of ours is known to work in each team of a process, somebody known by several ids once; nobody where it is not loaded. */
export async function peopleOfTeams(
  workspace: Workspace,
  process: string,
  moment: Moment | undefined,
  work: Work,
): Promise<ReadonlyMap<string, ReadonlySet<Id>>> {
  const peopleOf = new Map<string, Set<Id>>();
  if (!isLoaded(workspace)) return peopleOf;
  const canonical = canonicalIn(workspace);
  const ask = (view: ProjectionView): void => {
    for (const cell of view.cells(['member', process])) {
      const team = textAt(cell, 2);
      const people = peopleOf.get(team) ?? new Set<Id>();
      peopleOf.set(team, people.add(canonical(textAt(cell, 3))));
    }
  };
  await readAt(workspace, projection, moment, ask, { ...work, totals: true });
  return peopleOf;
}

function isLoaded({ projections }: Workspace): boolean {
  return projections.isKnown(projection);
}

function canonicalIn({ ledger }: Workspace): (id: Id) => Id {
  return (id) => linkedWith(ledger, id)[0]!;
}
