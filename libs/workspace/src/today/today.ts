import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id } from '#core/time.js';
import type { RowOf } from '#projections/definition/define-projection.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { contracts } from '#read-models/contracts.projection.js';
import type { AnswerToPlay } from '#read-models/plays.projection.js';
import type { stakeholders } from '#read-models/stakeholders.projection.js';
import type { Named } from '../answers.js';
import { linkedWith } from '../ledger/belonging.js';
import { partiesKnownBy } from '../ledger/permitted.js';
import { readAt } from '../moments/read-at.js';
import { answersIn, atOf } from '../plays/plays.js';
import { publishedPlays } from '../plays/published-plays.js';
import { evidenceOf } from '../plays/recommended-plays.js';
import { namesFor } from '../relationships/portfolio.js';
import { relationshipNames } from '../relationships/timeline.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { mattersOf, type Matter } from './matters.js';
import { compareThings, ranking, valueClasses } from './ranking.js';
import { thingOf } from './things.js';
import type { TodayAnswer, TodayQuery, TodayThing } from './today-answers.js';
import { toldByContracts, toldByPromises, toldByReplies } from './told-by-dates.js';
import { toldByPlays } from './told-by-plays.js';
import { toldBySignals } from './told-by-signals.js';

/** No more than these are things to do today: a longer list is none that anybody does. */
export const thingsMost = 10;

/** Whose relationships nobody owns. */
export const noOwner = 'none';

/** Projections that are asked, beside those that raise signals. */
export const todayProjections = ['promises', 'replies', 'contracts', 'trajectory', 'plays', 'stakeholders'] as const;

/** A matter, whose it is and how much it counts. */
interface Owned extends Matter {
  readonly owner: Id | undefined;
  readonly value: TodayThing['value'] | undefined;
}

/**
 * The things to do, the first first, at most ten of an owner, and the others counted. Sources are new signals, promises of
 * ours and renewals that are due soon, customers who wait, and plays that are recommended; one thing for one matter.
 * @throws LedgerError `not-found` for no owner, `cancelled`
 */
export async function todayOf(
  workspace: Workspace,
  { owner: wanted }: TodayQuery,
  moment: Moment | undefined,
  work: Work = {},
): Promise<TodayAnswer> {
  const { asOf: at, known } = atOf(workspace, moment);
  const { zone } = workspace.directory;
  const sight = { workspace, at, zone };
  const signals = await toldBySignals(workspace, { moment, at, known, ...work });
  const missing = new Set(signals.missing);
  /** Of a projection that is not there, or not ready, there is nothing to tell. */
  const ask = async <T>(projection: string, otherwise: T, read: (view: ProjectionView) => T): Promise<T> => {
    try {
      return await readAt(workspace, projection, moment, read, work);
    } catch (error) {
      if (!(error instanceof LedgerError) || (error.code !== 'unavailable' && error.code !== 'not-found')) throw error;
      missing.add(projection);
      return otherwise;
    }
  };
  const plays = publishedPlays(workspace, { asOf: at, known }).filter(({ until }) => until === Infinity);
  const nobody: ReadonlyMap<Id, readonly AnswerToPlay[]> = new Map();
  const answers = plays.length === 0 ? nobody : await ask('plays', nobody, (view) => answersIn(view));
  const told = [
    ...signals.told,
    ...(await ask('promises', [], (view) => toldByPromises(view, sight))),
    ...(await ask('replies', [], (view) => toldByReplies(view, sight))),
    ...(await ask('contracts', [], (view) => toldByContracts(view, sight))),
    ...(await ask('trajectory', [], (view) => toldByPlays(view, plays, answers, zone))),
  ];
  const values = await ask('contracts', new Map<Id, NonNullable<TodayThing['value']>>(), (view) =>
    valueClasses(contractRows(view)),
  );
  const owners = await ask('stakeholders', new Map<Id, Id>(), ownersIn);
  const matters = mattersOf(told, signals.settled).map((matter): Owned => {
    const { relationship } = matter.lead;
    const value = relationship === undefined ? undefined : values.get(relationship);
    const owner = relationship === undefined ? undefined : owners.get(relationship);
    return { ...matter, owner, value };
  });
  const isAsked = wanted === undefined ? undefined : ownerMeant(workspace, wanted, new Set(owners.values()));
  const own = isAsked === undefined ? matters : matters.filter(({ owner }) => isAsked.has(owner));
  const first = own.toSorted((a, b) => compareThings(rankedAs(a), rankedAs(b)));
  const shown = first.slice(0, thingsMost);
  const nameOf = namesFor(
    workspace,
    [...matters, ...shown].flatMap(({ owner }) => owner ?? []),
  );
  const names = relationshipNames(
    workspace,
    shown.flatMap(({ lead }) => lead.relationship ?? []),
    moment?.known,
    'relationship-analysis',
  );
  const [asked] = isAsked ?? [];
  // Looked up of those that are shown alone: a play may be recommended to thousands.
  const recommended = shown.filter(({ told: words }) => words.some(({ play }) => play !== undefined));
  const reasons = await ask(
    'trajectory',
    new Map<string, readonly Id[]>(),
    (view) => new Map(recommended.map(({ lead }) => [lead.matter, evidenceOf(view, lead.relationship!)])),
  );
  return {
    asOf: formatInstant(at, zone),
    ...(asked === undefined ? {} : { owner: nameOf(asked) }),
    things: shown.map((one) =>
      thingOf(one, {
        zone,
        evidence: reasons.get(one.lead.matter) ?? [],
        owner: one.owner === undefined ? undefined : nameOf(one.owner),
        relationship: names.get(one.lead.relationship ?? ''),
      }),
    ),
    total: own.length,
    rest: restOf(first.slice(thingsMost)),
    owners: ownersOf(matters, nameOf),
    ranking,
    ...(missing.size === 0 ? {} : { missing: [...missing].sort() }),
  };
}

function rankedAs({ gravity, value, dueAt, lead }: Owned) {
  return { gravity, value, dueAt, since: lead.since, matter: lead.matter };
}

function* contractRows(view: ProjectionView) {
  for (const { key, row } of view.rows<RowOf<typeof contracts>>()) yield { key, ...row };
}

function ownersIn(view: ProjectionView): Map<Id, Id> {
  const owners = new Map<Id, Id>();
  for (const { key, row } of view.rows<RowOf<typeof stakeholders>>())
    if (row.owner !== null) owners.set(key, row.owner);
  return owners;
}

/** The ids that an owner is known by; undefined among them stands for nobody. @throws LedgerError `not-found`, `invalid` */
function ownerMeant(workspace: Workspace, text: string, owners: ReadonlySet<Id>): ReadonlySet<Id | undefined> {
  if (text === noOwner) return new Set([undefined]);
  const { ledger } = workspace;
  const meant = [...new Set(partiesKnownBy(workspace, text).map((id) => linkedWith(ledger, id)[0]!))];
  const found = meant.map((id) => linkedWith(ledger, id)).filter((ids) => ids.some((id) => owners.has(id)));
  if (found.length === 1) return new Set(found[0]!.filter((id) => owners.has(id)));
  if (found.length > 1) {
    throw new LedgerError('invalid', `${found.length} owners are known by “${text}”; give the id of one.`, {
      violations: found.map(([id]) => ({ field: 'owner', message: id! })),
    });
  }
  throw new LedgerError('not-found', `No relationship has an owner “${text}”.`, {
    hint:
      owners.size === 0
        ? 'No relationship has an owner: an OwnerChanged event says who it is. Without --owner all is shown.'
        : '`tend today` names the owners; `--owner none` is what nobody owns.',
  });
}

function restOf(others: readonly Owned[]): TodayAnswer['rest'] {
  const counts = new Map<string, number>();
  for (const { lead } of others) counts.set(lead.kind, (counts.get(lead.kind) ?? 0) + 1);
  const kinds = Array.from(counts, ([kind, count]) => ({ kind, count }));
  return { count: others.length, kinds: kinds.sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1)) };
}

function ownersOf(matters: readonly Owned[], nameOf: (id: Id) => Named): TodayAnswer['owners'] {
  const counts = new Map<Id, number>();
  for (const { owner = noOwner } of matters) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return Array.from(counts, ([id, things]) => ({ owner: id === noOwner ? { id } : nameOf(id), things })).sort(
    (a, b) => b.things - a.things || (a.owner.id < b.owner.id ? -1 : 1),
  );
}
