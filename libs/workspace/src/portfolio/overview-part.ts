import type { Moment } from '#projections/queries/as-of.js';
import { smallestTeam } from '../ledger/workforce.js';
import { teamsAt } from '../relationships/teams.js';
import { meantBy } from './joined-rows.js';
import { refusedAsFew } from './movement-groups.js';
import type { Figure, VerbNumber } from './overview-answers.js';
import type { PartOfPortfolio } from './portfolio-answers.js';
import type { Span } from './verb-number.js';
import type { Workspace } from '../workspace.js';

/** Whether it is asked of a part of the portfolio alone. */
export function isPart({ team, channel }: PartOfPortfolio): boolean {
  return team !== undefined || channel !== undefined;
}

/**
 * A span of the relationships alone that are of a team and of a channel at its end.
 * @param moment the end
 * @throws LedgerError `not-found`, `invalid` for the team; `forbidden` where single people would show
 */
export function spanOfPart(workspace: Workspace, part: PartOfPortfolio, span: Span, moment: Moment | undefined): Span {
  if (!isPart(part)) return span;
  const { team, channel } = part;
  const teams = teamsAt(workspace, moment);
  const filter = { ...(team === undefined ? {} : { team }), ...(channel === undefined ? {} : { channel }) };
  const { standings } = span.end;
  const keys = new Set(standings.keys.filter(meantBy(workspace, filter, standings, teams)));
  if (team !== undefined) {
    const owners = [...keys].flatMap((key) => standings.of(key).stakeholders?.owner ?? []);
    const people = new Set(owners.filter(teams.isPerson)).size;
    if (people > 0 && people < smallestTeam(workspace)) throw refusedAsFew(workspace, 'then, or did a year before');
  }
  const only = (snapshot: Span['end']): Span['end'] => ({
    ...snapshot,
    standings: { ...snapshot.standings, keys: snapshot.standings.keys.filter((key) => keys.has(key)) },
  });
  return { ...span, begin: only(span.begin), end: only(span.end) };
}

const lacks = 'counted for all relationships together alone';

/**
 * The numbers of a part: what is a total of projections is not kept by relationship, and is not told; what opens a list
 * opens that of the part.
 */
export function numbersOfPart(numbers: readonly VerbNumber[], part: PartOfPortfolio): readonly VerbNumber[] {
  if (!isPart(part)) return numbers;
  const untold: Figure = { n: 0, lacks };
  return numbers.map(({ evidence, ...number }): VerbNumber => {
    if (evidence?.totals !== undefined) return { ...number, now: untold, yearBefore: untold };
    const { relationships, ...others } = evidence ?? {};
    if (relationships === undefined) return { ...number, ...(evidence === undefined ? {} : { evidence: others }) };
    return { ...number, evidence: { ...others, relationships: { ...part, ...relationships } } };
  });
}
