import type { Moment } from '#projections/queries/as-of.js';
import type { Cell, CellPath } from '#read-store/port.js';
import { cellsAt } from './rows-at.js';
import { standingProjections, standingsAt, type Standings } from './standing.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** Totals that the overview asks for, by projection and the first words of their paths. */
const totals = {
  'contracts': [['due']],
  'voice': [['told', 'ReferralMade']],
  'stakeholders': [['people'], ['required']],
  'contact-days': [['ours']],
  'plays': [['play'], ['declined']],
  'needs': [['need'], ['goal']],
} as const satisfies Readonly<Record<string, readonly CellPath[]>>;

export type TotalsName = keyof typeof totals;

/** Projections of which rows, or totals, are read. */
export interface Reads {
  readonly rows: readonly string[];
  readonly totals: readonly TotalsName[];
}

/** All that the overview reads. */
export const allReads: Reads = { rows: standingProjections, totals: Object.keys(totals) as TotalsName[] };

/** All that the overview needs to know of one moment. */
export interface Snapshot {
  readonly standings: Standings;
  /** Totals of a projection whose path begins so; sums that come to nothing are absent. */
  cells(projection: TotalsName, ...prefix: readonly string[]): readonly Cell[];
  readonly missing: readonly string[];
}

/** @throws LedgerError `busy`, `cancelled` */
export async function snapshotAt(
  workspace: Workspace,
  moment: Moment | undefined,
  work: Work,
  reads: Reads = allReads,
): Promise<Snapshot> {
  const standings = await standingsAt(workspace, moment, work, undefined, reads.rows);
  const cells = new Map<string, readonly Cell[] | undefined>();
  for (const projection of reads.totals)
    cells.set(projection, await cellsAt(workspace, projection, totals[projection], moment, work));
  const unread = [...cells].filter(([, found]) => found === undefined).map(([projection]) => projection);
  return {
    standings,
    cells: (projection, ...prefix) =>
      (cells.get(projection) ?? []).filter(({ at }) => prefix.every((word, i) => at[i] === word)),
    missing: [...new Set([...standings.missing, ...unread])],
  };
}

/** One of the sums of some totals, added up. */
export function sumOf(cells: readonly Cell[], name: string): number {
  return cells.reduce((sum, { sums }) => sum + Number(sums[name] ?? 0n), 0);
}
