import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import { teamMeant, teamsAt } from '../relationships/teams.js';
import { ofFew, refusedAsFew, singlesOut, withheldGroups, type Groups, type Owners } from './few-owners.js';
import { newcomers } from './loyalty.js';
import type { Figure, VerbNumber } from './overview-answers.js';
import type { PartOfPortfolio } from './portfolio-answers.js';
import { noChannel } from './standing-answers.js';
import type { Compared, Span } from './verb-number.js';
import type { Workspace } from '../workspace.js';

/** Whether it is asked of a part of the portfolio alone. */
export function isPart({ team, channel }: PartOfPortfolio): boolean {
  return team !== undefined || channel !== undefined;
}

/** The relationships of a part, and what may not be told of them. */
export interface ComparedPart extends Compared {
  /** Groups of the relationships of now, by whatever they are grouped by, that too few people of ours own. */
  readonly withheld: (groups: Groups<Id>) => ReadonlySet<string>;
  /** Whether too few people own those of the year before, or those that began within the year before either moment. */
  readonly isOfFew: {
    readonly before: boolean;
    readonly newcomers: { readonly now: boolean; readonly before: boolean };
  };
}

const nothingIsOfFew = { before: false, newcomers: { now: false, before: false } };

/**
 * The quarters of the relationships alone that are of a team and of a channel at the end of each: what too few people own is
 * withheld, of the year before alone where only that is so.
 * @param moments the ends
 * @throws LedgerError `not-found` for what is no team now, `invalid`; `forbidden` where single people would show now
 */
export function comparedOfPart(
  workspace: Workspace,
  part: PartOfPortfolio,
  { now, before }: Compared,
  moments: { readonly now: Moment | undefined; readonly before: Moment },
): ComparedPart {
  const withheld = () => new Set<string>();
  if (!isPart(part)) return { now, before, withheld, isOfFew: nothingIsOfFew };
  const [ofNow, ofBefore] = [partAt(workspace, now, moments.now), partAt(workspace, before, moments.before)];
  const { team, channel } = part;
  if (team === undefined) {
    const only = ({ span, inChannel }: PartAt) => ofKeys(span, inChannel(channel));
    return { now: only(ofNow), before: only(ofBefore), withheld, isOfFew: nothingIsOfFew };
  }
  const meant = teamMeant(workspace, team, new Set(now.end.standings.keys.flatMap((key) => ofNow.teamOf(key) || [])));
  const narrowed = ({ span, inChannel, teamOf, owners }: PartAt) => {
    const groups = Map.groupBy(inChannel(channel), teamOf);
    const hidden = withheldGroups(workspace, groups, owners, (keys) => [keys]);
    const asked = [...groups].filter(([group]) => meant.has(group || undefined));
    const isOfFew = asked.some(([group]) => hidden.has(group));
    const only = ofKeys(span, isOfFew ? [] : asked.flatMap(([, keys]) => keys));
    return { span: only, isOfFew, areNewcomers: singlesOut(workspace, newcomers(only.end.standings), owners) };
  };
  const [told, then] = [narrowed(ofNow), narrowed(ofBefore)];
  if (told.isOfFew) throw refusedAsFew(workspace, 'then');
  return {
    now: told.span,
    before: then.span,
    withheld: (groups) => withheldGroups(workspace, groups, ofNow.owners, (keys) => [keys]),
    isOfFew: { before: then.isOfFew, newcomers: { now: told.areNewcomers, before: then.areNewcomers } },
  };
}

/** What parts a span can be narrowed to. */
interface PartAt {
  readonly span: Span;
  readonly owners: Owners;
  /** Empty for none. */
  readonly teamOf: (key: Id) => string;
  readonly inChannel: (channel: string | undefined) => readonly Id[];
}

function partAt(workspace: Workspace, span: Span, moment: Moment | undefined): PartAt {
  const { teamOf, isPerson } = teamsAt(workspace, moment);
  const { begin, end } = span;
  const ownerOf = (key: Id) => end.standings.of(key).stakeholders?.owner ?? undefined;
  // What dissolved after a year of silence is by no channel any more, and was lost to the one of before.
  const channelOf = (key: Id): string => {
    const { contactDays, trajectory } = end.standings.of(key);
    const before = trajectory?.phase === 'dissolved' ? begin.standings.of(key).contactDays?.channel : undefined;
    return contactDays?.channel ?? before ?? noChannel;
  };
  return {
    span,
    owners: { ownerOf, isPerson },
    teamOf: (key) => teamOf(ownerOf(key)) ?? '',
    inChannel: (channel) => end.standings.keys.filter((key) => channel === undefined || channelOf(key) === channel),
  };
}

function ofKeys(span: Span, keys: readonly Id[]): Span {
  const among = new Set(keys);
  const only = (snapshot: Span['end']): Span['end'] => ({
    ...snapshot,
    standings: { ...snapshot.standings, keys: snapshot.standings.keys.filter((key) => among.has(key)) },
  });
  return { ...span, begin: only(span.begin), end: only(span.end) };
}

const together: Figure = { n: 0, lacks: 'counted for all relationships together alone' };
const ofNewcomers: ReadonlySet<string> = new Set(['second-contact-day', 'fifth-contact-day']);

/**
 * The numbers of a part: what is a total of projections is not kept by relationship, and is not told, nor what too few people
 * own; what opens a list opens that of the part.
 */
export function numbersOfPart(
  numbers: readonly VerbNumber[],
  part: PartOfPortfolio,
  { isOfFew }: Pick<ComparedPart, 'isOfFew'>,
): readonly VerbNumber[] {
  if (!isPart(part)) return numbers;
  return numbers.map(({ evidence, ...number }): VerbNumber => {
    if (evidence?.totals !== undefined) return { ...number, now: together, yearBefore: together };
    const isNewcomers = ofNewcomers.has(number.id);
    const told = {
      ...number,
      ...(isNewcomers && isOfFew.newcomers.now ? { now: ofFew } : {}),
      ...(isOfFew.before || (isNewcomers && isOfFew.newcomers.before) ? { yearBefore: ofFew } : {}),
    };
    const { relationships, ...others } = evidence ?? {};
    if (relationships === undefined) return { ...told, ...(evidence === undefined ? {} : { evidence: others }) };
    return { ...told, evidence: { ...others, relationships: { ...part, ...relationships } } };
  });
}
