import { endingOf, standingOf } from '#measures/process/case-standing.js';
import { caseStateOf } from '#measures/process/case-state.js';
import { attributeNames, attributeOf, type ProcessCase } from '#measures/process/process-case.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import type { CaseSurroundings, ConditionName } from '../case-filter.js';
import type { SeenProcess } from '../chosen-cases.js';
import { teamsNotTold } from '../told-team-conditions.js';
import type { ChoicesAnswer } from './part-answers.js';

/** Values that are listed of one condition. */
const listed = 200;

/**
 * What the cases of a process can be chosen by: of all of them, whichever are chosen now. Teams that are not told of are
 * left out: their cases cannot be chosen.
 */
export async function choicesPart(
  workspace: Workspace,
  seen: SeenProcess,
  work: Work,
): Promise<readonly ChoicesAnswer[]> {
  const teams = seen.log.cases.flatMap(({ one }) => attributeOf(one, 'team') ?? []);
  const withheld = await teamsNotTold(workspace, seen.process, teams, seen.moment, work);
  return inPieces(choicesIn(seen, withheld), { signal: work.signal });
}

function* choicesIn(
  { log: { cases }, around }: SeenProcess,
  withheld: ReadonlySet<string>,
): Pieces<readonly ChoicesAnswer[]> {
  const found = new Map<ConditionName, Map<string, number>>();
  const add = (name: ConditionName, value: string): void => {
    const values = found.get(name) ?? new Map<string, number>();
    values.set(value, (values.get(value) ?? 0) + 1);
    found.set(name, values);
  };
  for (const { one } of cases) {
    for (const [name, value] of valuesOf(one, around)) if (name !== 'team' || !withheld.has(value)) add(name, value);
    yield;
  }
  return Array.from(found, ([name, values]) => {
    const ranked = [...values].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value);
    return { name, values: ranked.slice(0, listed), more: Math.max(0, ranked.length - listed) };
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of one case, each value once. */
function valuesOf(one: ProcessCase, around: CaseSurroundings): readonly (readonly [ConditionName, string])[] {
  const { declared = { terminal: [] }, relationshipsOf, segmentOf } = around;
  const segments = new Set(relationshipsOf(one).flatMap((id) => segmentOf(id) ?? []));
  return [
    ...attributeNames.flatMap((name) => {
      const value = attributeOf(one, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
    ['state', caseStateOf(one.trace, one.said, declared).state],
    ['outcome', standingOf(one, endingOf(declared)).outcome?.outcome ?? 'none'],
    ...Array.from(segments, (segment) => ['segment', segment] as const),
  ];
}
