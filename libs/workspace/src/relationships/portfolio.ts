import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import { folded } from '#privacy/identifiers.js';
import { nameFit } from '#privacy/name-fit.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import { relationships, type RelationshipDocument } from '#read-models/relationships.projection.js';
import { buildOfCursor, type Row } from '#read-store/row-list.js';
import type { Answered, Named, RelationshipContacts, RelationshipsAnswer } from '../answers.js';
import { linkedWith, organisationsOf } from '../ledger/belonging.js';
import { linkAnswersOf } from './linking.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { placeByFit } from './name-fit.js';
import { joinedFor, narrowedBy, withStandings } from '../portfolio/joined-rows.js';
import { partiesKnownBy, permittedNow } from '../ledger/permitted.js';
import { readAt, readOneAt, readOneInPieces } from '../moments/read-at.js';
import { relationshipAnswer, relationshipsAnswer, type RelationshipIndexRow } from './relationship-answers.js';
import type { RelationshipsQuery, Work } from '../tend.js';
import { nameAll, pageLimit, relationshipNames } from './timeline.js';
import type { Workspace } from '../workspace.js';

const { name: projection, purpose } = relationships;
const suggestionsMax = 5;

/**
 * A page of the portfolio, by value at risk unless another order is asked for. Where names are sought and no order is
 * asked for, the names that fit best come first: who looks for "Value 7" does not mean "Value 71", however lately that one
 * was in touch. Rows of several projections at the same moment are joined here; what is not built yet is named as missing.
 * @throws LedgerError `invalid`, `cursor-expired`, `unavailable`
 */
export async function relationshipsOf(
  workspace: Workspace,
  query: RelationshipsQuery,
  moment?: Moment,
  work?: Work,
): Promise<RelationshipsAnswer> {
  const { sort = 'valueAtRisk', q } = query;
  const limit = pageLimit(query.limit);
  const order = q !== undefined && query.sort === undefined ? 'fit' : sort;
  const direction = query.direction ?? (sort === 'name' || sort === 'nextRenewal' ? 'ascending' : 'descending');
  const question = ['relationships', order, direction, q, query.asOf, query.knownBy, ...narrowedBy(query)];
  const after = query.after === undefined ? undefined : placeOfCursor(query.after, question);
  // A page goes on in the build that it began in, as long as that is kept.
  const begunIn = after === undefined ? undefined : buildOfCursor(after);
  const joined = await joinedFor(workspace, query, order, moment, work);
  const answer = await readAt(
    workspace,
    projection,
    moment,
    (view) => {
      const names = sort === 'name' || q !== undefined ? allNames(workspace, view, moment?.known) : undefined;
      const sought = q === undefined ? undefined : folded(q);
      const byFit = (row: Row, key: string) =>
        placeByFit(nameFit(folded(names!.get(key)!), sought!), row['lastTouchpoint'] as Instant | null, direction);
      const byName = (_row: Row, key: string) => sortedAs(names!.get(key)!);
      const isNamed = (key: string): boolean => sought === undefined || folded(names!.get(key)!).includes(sought);
      const page = view.list({
        sort: order === 'fit' ? byFit : order === 'name' ? byName : (joined.place ?? order),
        direction,
        limit,
        ...(sought === undefined && joined.isMeant === undefined
          ? {}
          : { where: (_row: Row, key: string) => isNamed(key) && (joined.isMeant?.(key) ?? true) }),
        ...(after === undefined ? {} : { after }),
      });
      const next = page.next === undefined ? {} : { next: boundCursor(page.next, question, moment) };
      const nameOf = shownNames(
        workspace,
        page.rows.map(({ key }) => key),
        moment,
      );
      const rows = page.rows.map(({ key, row }) => ({ key, row: row as unknown as RelationshipIndexRow }));
      return relationshipsAnswer({ ...page, ...next, rows }, answeredBy(workspace, view), {
        nameOf,
        zone: workspace.directory.zone,
      });
    },
    { begunIn, ...work },
  );
  return withStandings(workspace, answer, moment, work);
}

/** One relationship, at the head or at a moment. Names are those of today. @throws LedgerError `not-found` */
export async function relationshipOf(
  workspace: Workspace,
  id: Id,
  moment?: Moment,
  work?: Work,
): Promise<RelationshipContacts> {
  const read = await readOne(workspace, id, moment, work);
  const { row, document } = read.found ?? {};
  if (row === undefined || document === undefined) {
    const sentence =
      moment === undefined
        ? `No relationship ${id} is known.`
        : `Nothing of relationship ${id} had happened and was known at that moment.`;
    throw new LedgerError('not-found', sentence);
  }
  const stakeholders = namesFor(
    workspace,
    document.stakeholders.map((stakeholder) => stakeholder.id),
  );
  const own = shownNames(workspace, [id], moment)(id);
  const nameOf = (party: Id): Named => (party === id ? own : stakeholders(party));
  const links = linkAnswersOf(workspace, id, moment?.known);
  return {
    ...relationshipAnswer(id, row, document, answeredBy(workspace, read), { nameOf, zone: workspace.directory.zone }),
    ...(moment?.claimedBy !== undefined ? { asClaimed: true as const } : {}),
    ...(links.length === 0 ? {} : { links }),
  };
}

async function readOne(workspace: Workspace, id: Id, moment: Moment | undefined, work?: Work) {
  if (moment !== undefined)
    return readOneInPieces<RelationshipDocument, RelationshipIndexRow>(workspace, projection, id, moment, work);
  return readAt(workspace, projection, undefined, (view) => {
    const { build, position, horizonMs } = view;
    const row = view.row<RelationshipIndexRow>(id);
    const found = view.document<RelationshipDocument>(id);
    return { build, position, horizonMs, found: found && { ...found, ...(row === undefined ? {} : { row }) } };
  });
}

/**
 * The relationship that a name means: an id, or any identifier that it was ever known by.
 * @param moment relationships of then, which may be none any more
 * @throws LedgerError `not-found`, with what it may have meant; `invalid` when it means several
 */
export function findRelationship(workspace: Workspace, name: string, moment?: Moment): Id {
  const { ledger } = workspace;
  const known = moment?.known ?? ledger.head().sequence;
  return workspace.projections.read(projection, (view) => {
    const isInList = (id: Id): boolean => view.row(id) !== undefined;
    // Of then only those are looked at that it may mean, each by itself.
    const isOne = (id: Id): boolean =>
      moment === undefined ? isInList(id) : readOneAt(workspace, projection, id, moment).found?.row !== undefined;
    const parties = [...new Set(partiesKnownBy(workspace, name).map((id) => linkedWith(ledger, id, known)[0]!))];
    // Who is with an organisation has no relationship of their own.
    const at = moment?.asOf ?? workspace.clock.now();
    const organisations = () => parties.flatMap((id) => organisationsOf(ledger, id, known, at));
    // One of whom there was nothing yet is told from one that is not known at all.
    const isNamed = (id: Id): boolean =>
      moment !== undefined && (ledger.countDimension('relationship', id) > 0 || isInList(id));
    const found = firstOf(
      () => parties.filter(isOne),
      () => organisations().filter(isOne),
      () => parties.filter(isNamed),
    );
    if (found.length === 1) return found[0]!;
    if (found.length > 1) {
      throw new LedgerError('invalid', `${found.length} relationships are known by this name; give the id of one.`, {
        violations: found.map((id) => ({ field: 'name', message: id })),
      });
    }
    const { isErased } = permittedNow(workspace);
    const near = workspace.names.search(name, suggestionsMax, (id) => !isErased(id) && view.row(id) !== undefined);
    const names = [...nameAll(workspace, near).values()].map((named) => named.name ?? named.id);
    const hint = names.length === 0 ? '' : ` Did you mean ${names.map((each) => `“${each}”`).join(', ')}?`;
    throw new LedgerError('not-found', `No relationship is known by “${name}”.${hint}`);
  });
}

/** The first of some lists that is not empty; each without repeats. */
function firstOf(...lists: readonly (() => readonly Id[])[]): readonly Id[] {
  for (const list of lists) {
    const found = new Set(list());
    if (found.size > 0) return [...found];
  }
  return [];
}

/** Which build gave an answer, and how far it had folded. */
export function answeredBy({ directory }: Workspace, { build, position, horizonMs }: ReadPosition): Answered {
  return { build, position, horizon: formatInstant(horizonMs, directory.zone) };
}

export function namesFor(workspace: Workspace, ids: readonly Id[]): (id: Id) => Named {
  const names = nameAll(workspace, ids);
  return (id) => names.get(id) ?? { id };
}

function shownNames(workspace: Workspace, ids: readonly Id[], moment: Moment | undefined): (id: Id) => Named {
  const names = relationshipNames(workspace, ids, moment?.known, purpose);
  return (id) => names.get(id)!;
}

/** What everybody in the list is called, a name a line, their own first; who has no name, by the id. */
function allNames(workspace: Workspace, view: ProjectionView, known: number | undefined): Map<Id, string> {
  const { allows } = permittedNow(workspace, purpose);
  const parties = view
    .list()
    .rows.map(({ key }) => [key, linkedWith(workspace.ledger, key, known).filter(allows)] as const);
  const names = nameAll(
    workspace,
    parties.flatMap(([, ids]) => ids),
  );
  return new Map(parties.map(([key, ids]) => [key, ids.map((id) => names.get(id)?.name ?? id).join('\n') || key]));
}

/** Among its neighbours as in a telephone book: capitals and accents do not move a name. */
function sortedAs(names: string): string {
  return folded(names.split('\n', 1)[0]!).normalize('NFKD').replaceAll(/\p{M}/gu, '');
}
