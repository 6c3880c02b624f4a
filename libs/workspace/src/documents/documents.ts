import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { RecordedEvent } from '#core/record.js';
import { formatInstant } from '#core/time.js';
import { folded } from '#privacy/identifiers.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import { latestFacts } from '#projections/folding/latest-facts.js';
import type { OneDocument } from '#projections/queries/one-document.js';
import { atOnce, type Pieces } from '#projections/calls/pieces.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import { viewedDocument } from '#projections/queries/viewed-projection.js';
import type { Position } from '#read-store/port.js';
import { buildOfCursor, cursorBehind, placeBehind, type Row } from '#read-store/row-list.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { filterOf } from './document-filter.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import type { DocumentAnswer, DocumentRow, DocumentsAnswer, DocumentsQuery, EvidenceEvent } from './made-answers.js';
import { namesOfKeys } from './names-of-keys.js';
import { answeredBy } from '../relationships/portfolio.js';
import { codeOf, readAt, readOneInPieces, searchAt } from '../moments/read-at.js';
import { pageLimit } from '../relationships/timeline.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** What is asked of a list of documents, read. */
interface Asked extends DocumentsQuery {
  readonly limit: number;
  /** The place of the page, out of the cursor. */
  readonly after?: string;
}

/**
 * A page of the documents of a projection, by their rows as they are seen; of one without `index` by their keys alone.
 * @throws LedgerError `not-found`, `invalid`, `cursor-expired`, `limit-exceeded`, `unavailable`, `busy`, `cancelled`
 */
export async function documentsOf(
  workspace: Workspace,
  projection: string,
  query: DocumentsQuery,
  moment?: Moment,
  work?: Work,
): Promise<DocumentsAnswer> {
  const { sort, direction, q, asOf, knownBy } = query;
  const filter = filterOf(query.filter);
  const asked = { ...query, limit: pageLimit(query.limit), ...(filter === undefined ? {} : { filter }) };
  const question = ['documents', projection, sort, direction, q, JSON.stringify(filter), asOf, knownBy];
  const after = query.after === undefined ? undefined : placeOfCursor(query.after, question);
  // A page goes on in the build that it began in, as long as that is kept.
  const begunIn = after === undefined ? undefined : buildOfCursor(after);
  const answer = function* (view: ProjectionView): Pieces<DocumentsAnswer> {
    const code = codeOf(workspace, projection, view);
    const names = (keys: readonly string[]) => namesOfKeys(workspace, code, keys, moment?.known);
    const isFound = q === undefined || q === '' ? undefined : holding(q, names);
    const placed: Asked = { ...asked, ...(after === undefined ? {} : { after }) };
    const hasRows = code === undefined ? view.counts().rows > 0 : code.index !== undefined;
    const page = hasRows
      ? pageOfRows(view, placed, isFound)
      : yield* pageOfKeys(view, placed, isFound, moment === undefined);
    const named = names(page.rows.map(({ key }) => key));
    return {
      projection,
      rows: page.rows.map((row) => ({ ...row, ...ofMember(named.get(row.key)) })),
      ...(page.next === undefined ? {} : { next: boundCursor(page.next, question, moment) }),
      ...(page.total === undefined ? {} : { total: page.total }),
      ...answeredBy(workspace, view),
    };
  };
  // Where there are no rows, each key of the past is folded to see whether it was there.
  if (moment !== undefined && !isIndexed(workspace, projection))
    return searchAt(workspace, projection, moment, (_searched, seen) => answer(seen), { ...work });
  return readAt(workspace, projection, moment, (view) => atOnce(answer(view)), { ...work, begunIn });
}

/** Whether what serves has rows. @throws LedgerError `not-found` */
function isIndexed({ projections }: Workspace, projection: string): boolean {
  return projections.definition(projection)?.index !== undefined;
}

/**
 * One document, as it is seen now or was at a moment, and the latest events that it is made of.
 * @throws LedgerError `not-found`, `unavailable`
 */
export async function documentOf(
  workspace: Workspace,
  projection: string,
  key: string,
  moment?: Moment,
): Promise<DocumentAnswer> {
  const answer = (read: ReadPosition, found: OneDocument | undefined, at: Position): DocumentAnswer => {
    if (found === undefined) {
      const then = moment === undefined ? '' : ' at that moment';
      throw new LedgerError('not-found', `${projection} has no document “${key}”${then}.`);
    }
    const code = codeOf(workspace, projection, read);
    const { quarantine, ...document } = found;
    return {
      ...answeredBy(workspace, read),
      projection,
      ...document,
      ...ofMember(namesOfKeys(workspace, code, [key], moment?.known).get(key)),
      ...(quarantine === undefined ? {} : { quarantine: reasonOf(quarantine) }),
      evidence: code === undefined ? [] : evidenceOf(workspace, code, key, at),
    };
  };
  if (moment === undefined) {
    return readAt(workspace, projection, undefined, (view) => {
      const at = { sequence: view.position.to, horizon: view.horizonMs };
      return answer(view, viewedDocument(view, key), at);
    });
  }
  const { found, ...read } = await readOneInPieces<Record<string, unknown>, Row>(workspace, projection, key, moment);
  return answer(read, found, { sequence: moment.known, horizon: moment.asOf });
}

type Found = (key: string) => boolean;

/** Which keys, or names of whom they are of, hold a text. */
function holding(q: string, names: (keys: readonly string[]) => ReadonlyMap<string, { name?: string }>): Found {
  const sought = folded(q);
  return (key) => folded(key).includes(sought) || folded(names([key]).get(key)?.name ?? '').includes(sought);
}

interface KeyPage {
  readonly rows: readonly DocumentRow[];
  readonly next?: string;
  readonly total?: number;
}

function pageOfRows(view: ProjectionView, asked: Asked, isFound: Found | undefined): KeyPage {
  const { sort, direction, filter, limit, after } = asked;
  const page = view.list({
    limit,
    ...(sort === undefined ? {} : { sort }),
    ...(direction === undefined ? {} : { direction }),
    ...(filter === undefined ? {} : { filter }),
    ...(after === undefined ? {} : { after }),
    ...(isFound === undefined ? {} : { where: (_row, key) => isFound(key) }),
  });
  const [first] = page.rows;
  // Those that lack it come last: where the first one does, all do.
  if (sort !== undefined && after === undefined && first !== undefined && !Object.hasOwn(first.row, sort)) {
    const members = [...new Set(page.rows.flatMap(({ row }) => Object.keys(row)))].sort();
    throw refused('sort', `must be a member of the rows: ${members.join(', ')}`);
  }
  const rows = page.rows.map(({ key, row, viewError }) => ({
    key,
    row,
    ...(viewError === undefined ? {} : { rowError: viewError }),
  }));
  return { ...page, rows };
}

/** Documents of a definition without `index`: one after the other, as far as the page goes. A piece is a key. */
function* pageOfKeys(view: ProjectionView, asked: Asked, isFound: Found | undefined, isHead: boolean): Pieces<KeyPage> {
  const { sort, direction, filter, limit, after } = asked;
  for (const [field, given] of Object.entries({ sort, filter })) {
    if (given !== undefined) throw refused(field, 'has nothing to look at: the definition has no `index`');
  }
  if (direction === 'descending') throw refused('direction', 'must be ascending: the definition has no `index`');
  const keys: string[] = [];
  const behind = after === undefined ? {} : { after: placeBehind(view.build, after) };
  for (const key of view.keys(behind)) {
    yield;
    if (key === undefined || isFound?.(key) === false) continue;
    keys.push(key);
    if (keys.length > limit) break;
  }
  const page = keys.slice(0, limit);
  return {
    rows: page.map((key) => ({ key })),
    ...(keys.length > limit ? { next: cursorBehind(view.build, page.at(-1)!) } : {}),
    // Of the past each would have to be folded for it.
    ...(isHead && isFound === undefined ? { total: view.counts().documents } : {}),
  };
}

function evidenceOf(workspace: Workspace, code: CompiledProjection, key: string, at: Position): EvidenceEvent[] {
  const { ledger, clock } = workspace;
  const { visibility } = amendmentsOf(ledger);
  const permittedAt = { sequence: ledger.head().sequence, horizon: clock.now() };
  const source = { projection: code, mirror: ledger, visibility, permittedAt };
  return latestFacts(source, key, at, limits.evidenceEvents).map((event) => evidenceEvent(workspace, event));
}

/** An event as evidence: which one, of what kind, and when. */
function evidenceEvent({ directory }: Workspace, { id, sequence, type, occurredAt }: RecordedEvent): EvidenceEvent {
  return { id, sequence, type, occurredAt: formatInstant(occurredAt, directory.zone) };
}

/** Where the program lies is of no use to readers: the stack stays behind. */
function reasonOf({ step, message, event, type }: NonNullable<OneDocument['quarantine']>) {
  return {
    step,
    message,
    ...(event === undefined ? {} : { event }),
    ...(type === undefined ? {} : { type }),
  };
}

function ofMember<Of>(of: Of | undefined): { readonly of?: Of } {
  return of === undefined ? {} : { of };
}

function refused(field: string, message: string): LedgerError {
  return new LedgerError('invalid', `${field} ${message}.`, { violations: [{ field, message }] });
}
