import type { Id } from '#core/time.js';
import { reworkKinds, type ReworkCounts } from '#measures/process/rework-by-performer.js';
import type { Cell } from '#read-store/port.js';
import type { Named } from '../answers.js';
import { compare, sumOf, textAt } from './cell-reading.js';
import type { ProcessAnswer } from './process-answers.js';
import { teamsWithheld } from './told-teams.js';

/** The cells of one process, as `process-handovers` keeps them. */
export interface WorkCells {
  /** Below `handover, process`; undefined where they may not be told. */
  readonly handovers: Iterable<Cell> | undefined;
  /** Below `team-handover, process`. */
  readonly teamHandovers: Iterable<Cell>;
  /** Below `member, process`. */
  readonly members: Iterable<Cell>;
  /** At `no-team, process`. */
  readonly noTeam: Cell | undefined;
  /** Below `rework, process`. */
  readonly rework: Iterable<Cell>;
}

export interface WorkLookup {
  readonly nameOf: (id: Id) => Named;
  /** The one id of somebody who is known by several. */
  readonly canonical: (id: Id) => Id;
  /** The fewest people that a team has to have to be told of. */
  readonly smallestTeam: number;
}

type Handed = Pick<ProcessAnswer, 'handovers' | 'handoversWithheld' | 'teamHandovers' | 'teams'>;

/** Who hands work to whom, out of the totals of a process: the most frequent first, equals by name. */
export function handoversIn({ handovers, ...cells }: WorkCells, lookup: WorkLookup): Handed {
  return {
    ...(handovers === undefined
      ? { handoversWithheld: 'no policy allows it' }
      : { handovers: betweenPeople(handovers, lookup) }),
    ...betweenTeams(cells, lookup),
  };
}

function betweenPeople(cells: Iterable<Cell>, { nameOf }: WorkLookup): NonNullable<Handed['handovers']> {
  const shown = ({ name, id }: Named): string => name ?? id;
  return [...cells]
    .map((cell) => ({ from: nameOf(textAt(cell, 2)), to: nameOf(textAt(cell, 3)), count: sumOf(cell, 'count') }))
    .sort((a, b) => b.count - a.count || compare(shown(a.from), shown(b.from)) || compare(shown(a.to), shown(b.to)));
}

function betweenTeams(
  { teamHandovers, members, noTeam }: Omit<WorkCells, 'handovers'>,
  { canonical, smallestTeam }: WorkLookup,
): Pick<Handed, 'teamHandovers' | 'teams'> {
  const pairs = [...teamHandovers].map((cell) => ({
    from: textAt(cell, 2),
    to: textAt(cell, 3),
    count: sumOf(cell, 'count'),
  }));
  const peopleOf = new Map<string, Set<Id>>(
    pairs.flatMap(({ from, to }) => [from, to]).map((team) => [team, new Set()]),
  );
  // Of a team in no handover nothing is told here: its people do not hide those of another.
  for (const cell of members) peopleOf.get(textAt(cell, 2))?.add(canonical(textAt(cell, 3)));
  const withheld = teamsWithheld(peopleOf, smallestTeam);
  const isTold = ({ from, to }: { from: string; to: string }): boolean => !withheld.has(from) && !withheld.has(to);
  const told = pairs.filter(isTold);
  const sum = (some: readonly { count: number }[]): number => some.reduce((total, { count }) => total + count, 0);
  return {
    teamHandovers: told.sort((a, b) => b.count - a.count || compare(a.from, b.from) || compare(a.to, b.to)),
    teams: {
      told: peopleOf.size - withheld.size,
      withheld: withheld.size,
      withheldHandovers: sum(pairs) - sum(told),
      noTeam: sumOf(noTeam, 'steps'),
    },
  };
}

type ReworkBy = Pick<ProcessAnswer['rework'], 'byPerformer' | 'byPerformerTotal'>;

/** Rework by whether the same performer did it again: the activity with the most of it first, equals by name. */
export function reworkIn(cells: Iterable<Cell>): Required<ReworkBy> {
  const counts = (numberOf: (kind: keyof ReworkCounts) => number): ReworkCounts =>
    Object.fromEntries(reworkKinds.map((kind) => [kind, numberOf(kind)])) as unknown as ReworkCounts;
  const all = (row: ReworkCounts): number => reworkKinds.reduce((sum, kind) => sum + row[kind], 0);
  const byPerformer = [...cells]
    .map((cell) => ({ activity: textAt(cell, 2), ...counts((kind) => sumOf(cell, kind)) }))
    .sort((a, b) => all(b) - all(a) || compare(a.activity, b.activity));
  return { byPerformer, byPerformerTotal: counts((kind) => byPerformer.reduce((sum, row) => sum + row[kind], 0)) };
}
