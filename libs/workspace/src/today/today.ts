import type { Id } from '#core/time.js';
import { formatInstant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { Named } from '../answers.js';
import { maySingleOut } from '../ledger/workforce.js';
import { evidenceOf } from '../plays/recommended-plays.js';
import { ownerMeant } from '../relationships/owners.js';
import { namesFor } from '../relationships/portfolio.js';
import { relationshipNames } from '../relationships/timeline.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { Asking, gather, type Gathered, type Owned } from './gathering.js';
import { compareThings, ranking } from './ranking.js';
import { thingOf } from './things.js';
import { withWhatIsUnknown } from './unknown-things.js';
import { noOwner, type TodayAnswer, type TodayQuery, type TodayThing } from './today-answers.js';

/** No more than these are things to do today: a longer list is none that anybody does. */
export const thingsMost = 10;

/**
 * The things to do, the first first, at most ten of an owner, and the others counted. Sources are new signals, promises of
 * ours and renewals that are due soon, customers who wait, and plays that are recommended; one thing for one matter.
 * @throws LedgerError `not-found` for no owner, `cancelled`
 */
export async function todayOf(
  workspace: Workspace,
  { owner }: TodayQuery,
  moment: Moment | undefined,
  work: Work = {},
): Promise<TodayAnswer> {
  const listOf = await todayLists(workspace, moment, work);
  return listOf(owner);
}

/**
 * The lists of any owners at one moment: everything is gathered once for all of them.
 * @returns gives the list of an owner, or of all, as `todayOf`
 */
export async function todayLists(
  workspace: Workspace,
  moment: Moment | undefined,
  work: Work = {},
): Promise<(owner: string | undefined) => Promise<TodayAnswer>> {
  const asking = new Asking(workspace, moment, work);
  const gathered = await gather(asking);
  return (owner) => listOf(asking, gathered, owner);
}

async function listOf(
  asking: Asking,
  { matters, owners, settled }: Gathered,
  wanted: string | undefined,
): Promise<TodayAnswer> {
  const { workspace } = asking;
  const asked = wanted === undefined ? undefined : ownerMeant(workspace, wanted, new Set(owners.values()));
  const own = asked === undefined ? matters : matters.filter(({ owner }) => asked.has(owner));
  const first = own.toSorted((a, b) => compareThings(rankedAs(a), rankedAs(b)));
  const nameOf = namesFor(
    workspace,
    [...(asked ?? []), ...matters.map((one) => one.owner)].flatMap((id) => id ?? []),
  );
  const [owner] = asked ?? [];
  return {
    asOf: formatInstant(asking.at, workspace.directory.zone),
    ...(owner === undefined ? {} : { owner: nameOf(owner) }),
    things: await thingsOf(asking, first.slice(0, thingsMost), nameOf),
    total: own.length,
    rest: restOf(first.slice(thingsMost)),
    settled,
    owners: ownersOf(matters, nameOf, maySingleOut(workspace)),
    ranking,
    ...(asking.missing.size === 0 ? {} : { missing: [...asking.missing].sort() }),
  };
}

/** What is shown, with what is looked up of it alone: a play may be recommended to thousands. */
async function thingsOf(
  asking: Asking,
  shown: readonly Owned[],
  nameOf: (id: Id) => Named,
): Promise<readonly TodayThing[]> {
  const { workspace, moment } = asking;
  const names = relationshipNames(
    workspace,
    shown.flatMap(({ lead }) => lead.relationship ?? []),
    moment?.known,
    'relationship-analysis',
  );
  const recommended = shown.filter(({ told }) => told.some(({ play }) => play !== undefined));
  const reasons = await asking.ask(
    'trajectory',
    new Map<string, readonly Id[]>(),
    (view) => new Map(recommended.map(({ lead }) => [lead.matter, evidenceOf(view, lead.relationship!)])),
  );
  const known = await withWhatIsUnknown(asking, shown);
  return known.map((one) =>
    thingOf(one, {
      zone: workspace.directory.zone,
      evidence: reasons.get(one.lead.matter) ?? [],
      owner: one.owner === undefined ? undefined : nameOf(one.owner),
      relationship: names.get(one.lead.relationship ?? ''),
    }),
  );
}

function rankedAs({ gravity, value, dueAt, lead }: Owned) {
  return { gravity, value, dueAt, since: lead.since, matter: lead.matter };
}

function restOf(others: readonly Owned[]): TodayAnswer['rest'] {
  const counts = new Map<string, number>();
  for (const { lead } of others) counts.set(lead.kind, (counts.get(lead.kind) ?? 0) + 1);
  const kinds = Array.from(counts, ([kind, count]) => ({ kind, count }));
  return { count: others.length, kinds: kinds.sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1)) };
}

/**
 * Who has something to do. How much each of our own people has is told where a policy allows to single them out (trust.md
 * §7); without one they are named in the order of their names, so that nobody is ranked.
 */
function ownersOf(matters: readonly Owned[], nameOf: (id: Id) => Named, mayCount: boolean): TodayAnswer['owners'] {
  const counts = new Map<Id, number>();
  for (const { owner = noOwner } of matters) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const owners = Array.from(counts, ([id, things]) => ({ owner: id === noOwner ? { id } : nameOf(id), things }));
  const byName = owners.sort((a, b) => byNameOfOwner(a.owner, b.owner));
  if (mayCount) return byName.sort((a, b) => b.things - a.things);
  return byName.map(({ owner, things }) => (owner.id === noOwner ? { owner, things } : { owner }));
}

/** The same in every place: Agent 2 before Agent 10. */
const collator = new Intl.Collator('en', { numeric: true });

/** Nobody first. */
function byNameOfOwner(a: Named, b: Named): number {
  const nobodyFirst = Number(b.id === noOwner) - Number(a.id === noOwner);
  return nobodyFirst || collator.compare(a.name ?? '', b.name ?? '') || (a.id < b.id ? -1 : 1);
}
