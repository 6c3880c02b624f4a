import type { Moment } from '#projections/queries/as-of.js';
import { shareOf } from '#measures/process/counted-share.js';
import { cellsAt } from '../../portfolio/rows-at.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import { compare, sumOf, textAt } from '../cell-reading.js';
import type { NeedsOfProcess } from './experience-answers.js';

/** The needs that were stated in cases of a process, now or at a moment. @returns undefined before they are built */
export async function needsOf(
  workspace: Workspace,
  process: string,
  moment: Moment | undefined,
  work: Work,
): Promise<NeedsOfProcess | undefined> {
  const places = [
    ['need', process],
    ['declined', process],
    ['goal', process],
    ['need', 'any'],
  ];
  const cells = await cellsAt(workspace, 'needs', places, moment, work);
  if (cells === undefined) return undefined;
  const all = (kind: string, of: string, name: string): number =>
    cells.reduce((sum, cell) => (cell.at[0] === kind && cell.at[1] === of ? sum + sumOf(cell, name) : sum), 0);
  const need = (name: string): number => all('need', process, name);
  const goal = (name: string): number => all('goal', process, name);
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
    unplaced: process === 'any' ? 0 : all('need', 'any', 'stated'),
  };
}
