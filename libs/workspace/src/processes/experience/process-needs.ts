import type { Moment } from '#projections/queries/as-of.js';
import { shareOf } from '#measures/process/counted-share.js';
import type { Cell } from '#read-store/port.js';
import { cellsAt } from '../../portfolio/rows-at.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import { compare, sumOf, textAt } from '../cell-reading.js';
import type { NeedsOfProcess } from './experience-answers.js';

/** The needs that were stated in cases of each of some processes, now or at a moment. @returns undefined before they are built */
export async function needsOf(
  workspace: Workspace,
  processes: readonly string[],
  moment: Moment | undefined,
  work: Work,
): Promise<ReadonlyMap<string, NeedsOfProcess> | undefined> {
  const places = [
    ...processes.flatMap((process) => ['need', 'declined', 'goal'].map((kind) => [kind, process])),
    ...(processes.includes(unplaced) ? [] : [['need', unplaced]]),
  ];
  const cells = await cellsAt(workspace, 'needs', places, moment, work);
  if (cells === undefined) return undefined;
  const byProcess = Map.groupBy(cells, (cell) => textAt(cell, 1));
  const without = sumAt(byProcess.get(unplaced) ?? [], 'need', 'stated');
  return new Map(
    processes.map((process) => [process, needsIn(byProcess.get(process) ?? [], process === unplaced ? 0 : without)]),
  );
}

/** In the place of a process: of relationships with so many needs that it is not kept of each. */
const unplaced = 'any';

function sumAt(cells: readonly Cell[], kind: string, name: string): number {
  return cells.reduce((sum, cell) => (cell.at[0] === kind ? sum + sumOf(cell, name) : sum), 0);
}

function needsIn(cells: readonly Cell[], withoutProcess: number): NeedsOfProcess {
  const need = (name: string): number => sumAt(cells, 'need', name);
  const goal = (name: string): number => sumAt(cells, 'goal', name);
  const [stated, met] = [need('stated'), need('met')];
  const reasons = new Map<string, number>();
  for (const cell of cells)
    if (cell.at[0] === 'declined')
      reasons.set(textAt(cell, 2), (reasons.get(textAt(cell, 2)) ?? 0) + sumOf(cell, 'needs'));
  return {
    stated,
    met: shareOf(met, stated),
    declined: shareOf(need('declined'), stated),
    untouched: shareOf(need('untouched'), stated),
    inHand: shareOf(need('inHand'), stated),
    reasons: [...reasons]
      .filter(([, needs]) => needs > 0)
      .sort(([a, x], [b, y]) => y - x || compare(a, b))
      .map(([reason, needs]) => ({ ...(reason === 'none' ? {} : { reason }), needs })),
    ...(met === 0 ? {} : { meanToMet: need('metAfterMs') / met / 1000 }),
    goals: {
      agreed: goal('agreed'),
      reached: goal('reached'),
      reachedLate: goal('reachedLate'),
      dropped: goal('dropped'),
      overdue: goal('overdue'),
      open: goal('open'),
    },
    unplaced: withoutProcess,
  };
}
