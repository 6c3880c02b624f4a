import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import { folded } from '#privacy/identifiers.js';
import { nameFit } from '#privacy/name-fit.js';
import type { Moment } from '#projections/as-of.js';
import type { ProjectionView, ReadPosition } from '#projections/projection-reader.js';
import type { RelationshipDocument } from '#read-models/relationships.projection.js';
import { buildOfCursor, type Row } from '#read-store/row-list.js';
import type { Answered, Named, RelationshipAnswer, RelationshipsAnswer } from './answers.js';
import { linkedWith, organisationsOf } from './belonging.js';
import { linkAnswersOf } from './linking.js';
import { boundCursor, placeOfCursor } from './list-cursor.js';
import { placeByFit } from './name-fit.js';
import { readAt, readOneAt } from './read-at.js';
import { relationshipAnswer, relationshipsAnswer, type RelationshipIndexRow } from './relationship-answers.js';
import type { RelationshipsQuery, Work } from './tend.js';
import { nameAll, pageLimit } from './timeline.js';
import type { Workspace } from './workspace.js';

const projection = 'relationships';
const suggestionsMax = 5;

/**
 * A page of the portfolio. Where names are sought and no order is asked for, the names that fit best come first: who
 * looks for "Value 7" does not mean "Value 71", however lately that one was in touch.
 * @throws LedgerError `invalid`, `cursor-expired`, `unavailable`
 */
export async function relationshipsOf(
  workspace: Workspace,
  query: RelationshipsQuery,
  moment?: Moment,
  work?: Work,
): Promise<RelationshipsAnswer> {
  const { sort = 'lastTouchpoint', q } = query;
  const limit = pageLimit(query.limit);
  const order = q !== undefined && query.sort === undefined ? 'fit' : sort;
  const direction = query.direction ?? (sort === 'name' ? 'ascending' : 'descending');
  const question = ['relationships', order, direction, q, query.asOf, query.knownBy];
  const after = query.after === undefined ? undefined : placeOfCursor(query.after, question);
  // A page goes on in the build that it began in, as long as that is kept.
  const begunIn = after === undefined ? undefined : buildOfCursor(after);
  return readAt(
    workspace,
    projection,
    moment,
    (view) => {
      const names = sort === 'name' || q !== undefined ? allNames(workspace, view, moment?.known) : undefined;
      const sought = q === undefined ? undefined : folded(q);
      const byFit = (row: Row, key: string) =>
        placeByFit(nameFit(folded(names!.get(key)!), sought!), row['lastTouchpoint'] as Instant | null, direction);
      const byName = (_row: Row, key: string) => sortedAs(names!.get(key)!);
      const page = view.list({
        sort: order === 'fit' ? byFit : order === 'name' ? byName : order,
        direction,
        limit,
        ...(sought === undefined
          ? {}
          : { where: (_row: Row, key: string) => folded(names!.get(key)!).includes(sought) }),
        ...(after === undefined ? {} : { after }),
      });
      const next = page.next === undefined ? {} : { next: boundCursor(page.next, question, moment) };
      const nameOf = namesFor(
        workspace,
        page.rows.map(({ key }) => key),
      );
      const rows = page.rows.map(({ key, row }) => ({ key, row: row as unknown as RelationshipIndexRow }));
      return relationshipsAnswer({ ...page, ...next, rows }, answeredBy(workspace, view), {
        nameOf,
        zone: workspace.directory.zone,
      });
    },
    { begunIn, ...work },
  );
}

/** One relationship, at the head or at a moment. Names are those of today. @throws LedgerError `not-found` */
export async function relationshipOf(workspace: Workspace, id: Id, moment?: Moment): Promise<RelationshipAnswer> {
  const read = await readOne(workspace, id, moment);
  const { row, document } = read.found ?? {};
  if (row === undefined || document === undefined) {
    const sentence =
      moment === undefined
        ? `No relationship ${id} is known.`
        : `Nothing of relationship ${id} had happened and was known at that moment.`;
    throw new LedgerError('not-found', sentence);
  }
  const nameOf = namesFor(workspace, [id, ...document.stakeholders.map((stakeholder) => stakeholder.id)]);
  const links = linkAnswersOf(workspace, id, moment?.known);
  return {
    ...relationshipAnswer(id, row, document, answeredBy(workspace, read), { nameOf, zone: workspace.directory.zone }),
    ...(moment?.claimedBy !== undefined ? { asClaimed: true as const } : {}),
    ...(links.length === 0 ? {} : { links }),
  };
}

async function readOne(workspace: Workspace, id: Id, moment: Moment | undefined) {
  if (moment !== undefined)
    return readOneAt<RelationshipDocument, RelationshipIndexRow>(workspace, projection, id, moment);
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
  const wasThere = (id: Id) => moment !== undefined && ledger.countDimension('relationship', id) > 0;
  return workspace.projections.read(projection, (view) => {
    const isOne = (id: Id): boolean => view.row(id) !== undefined || wasThere(id);
    const parties = [...new Set(workspace.names.find(name).map((id) => linkedWith(ledger, id, known)[0]!))];
    const own = parties.filter(isOne);
    // Who is with an organisation now has no relationship of their own.
    const at = moment?.asOf ?? workspace.clock.now();
    const found = own.length > 0 ? own : parties.flatMap((id) => organisationsOf(ledger, id, known, at)).filter(isOne);
    if (found.length === 1) return found[0]!;
    if (found.length > 1) {
      throw new LedgerError('invalid', `${found.length} relationships are known by this name; give the id of one.`, {
        violations: found.map((id) => ({ field: 'name', message: id })),
      });
    }
    const near = workspace.names.search(name, suggestionsMax, (id) => view.row(id) !== undefined);
    const names = [...nameAll(workspace, near).values()].map((named) => named.name ?? named.id);
    const hint = names.length === 0 ? '' : ` Did you mean ${names.map((each) => `“${each}”`).join(', ')}?`;
    throw new LedgerError('not-found', `No relationship is known by “${name}”.${hint}`);
  });
}

/** Which build gave an answer, and how far it had folded. */
export function answeredBy({ directory }: Workspace, { build, position, horizonMs }: ReadPosition): Answered {
  return { build, position, horizon: formatInstant(horizonMs, directory.zone) };
}

export function namesFor(workspace: Workspace, ids: readonly Id[]): (id: Id) => Named {
  const names = nameAll(workspace, ids);
  return (id) => names.get(id) ?? { id };
}

/** What everybody in the list is called, a name a line, their own first; who has no name, by the id. */
function allNames(workspace: Workspace, view: ProjectionView, known: number | undefined): Map<Id, string> {
  const parties = view.list().rows.map(({ key }) => linkedWith(workspace.ledger, key, known));
  const names = nameAll(workspace, parties.flat());
  return new Map(parties.map((ids) => [ids[0]!, ids.map((id) => names.get(id)?.name ?? id).join('\n')]));
}

/** Among its neighbours as in a telephone book: capitals and accents do not move a name. */
function sortedAs(names: string): string {
  return folded(names.split('\n', 1)[0]!).normalize('NFKD').replaceAll(/\p{M}/gu, '');
}
