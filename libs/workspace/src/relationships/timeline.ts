import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type { RecordedEvent } from '#core/record.js';
import { formatInstant, type Id } from '#core/time.js';
import { familyOf, isEventType } from '#domain/vocabulary.js';
import type { FoldKey } from '#event-store/port.js';
import type { Moment } from '#projections/queries/as-of.js';
import { unseal } from '#privacy/sealing.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { countEventsOf, eventsOfRelationship, linkedWith } from '../ledger/belonging.js';
import type { Named, TimelineAnswer, TimelineEntry } from '../answers.js';
import { permittedNow, type Permitted } from '../ledger/permitted.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import type { TimelineQuery } from '../tend.js';
import type { Workspace } from '../workspace.js';

/**
 * All touchpoints of a relationship, newest first: a page of the mirror's index, nothing is folded for it.
 * @throws LedgerError `invalid` (limit, cursor)
 */
export function timelineOf(
  workspace: Workspace,
  relationship: Id,
  query: TimelineQuery,
  moment?: Moment,
): TimelineAnswer {
  const limit = pageLimit(query.limit);
  const { ledger } = workspace;
  const question = [
    'timeline',
    relationship,
    query.asOf,
    query.knownBy,
    moment?.claimedBy === undefined ? undefined : 'as claimed',
  ];
  const before = query.after === undefined ? endOf(moment) : placeOf(placeOfCursor(query.after, question));
  const known = moment?.known ?? ledger.head().sequence;
  const range = { known, direction: 'backwards', ...(before === undefined ? {} : { after: before }) } as const;
  const found: RecordedEvent[] = [];
  for (const event of eventsOfRelationship(workspace, relationship, range)) {
    found.push(event);
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    relationship: relationshipNames(workspace, [relationship], known).get(relationship)!,
    rows: entriesOf(workspace, page, known),
    ...(found.length > limit && last !== undefined ? { next: boundCursor(cursorOf(last), question, moment) } : {}),
    // Of all that the timeline shows: what is about the relationship stands in it beside the touchpoints.
    total: countEventsOf(workspace, relationship, {
      known,
      ...(moment === undefined ? {} : { until: endOf(moment)! }),
    }),
    head: known,
    ...(moment?.claimedBy !== undefined ? { asClaimed: true as const } : {}),
  };
}

/** Behind everything that had occurred by then. */
function endOf(moment: Moment | undefined): FoldKey | undefined {
  const last = Number.MAX_SAFE_INTEGER;
  return moment && { occurredAt: moment.asOf, ordinal: last, sequence: last };
}

/** Recorded events as a person reads them: names resolved, the personal part unsealed, times in the workspace's zone. */
export function entriesOf(workspace: Workspace, recorded: readonly RecordedEvent[], known: number): TimelineEntry[] {
  const permitted = permittedNow(workspace);
  const events = recorded.flatMap((event) => permitted.given(event) ?? []);
  const parties = nameAll(
    workspace,
    events.flatMap((event) => [event.actor, ...event.parties.map(({ id }) => id)]),
  );
  const cases = workspace.names.labels(
    events.flatMap((event) => (event.process ? [event.process.case] : [])),
    permitted.isErased,
  );
  const { zone } = workspace.directory;
  const { visibility } = amendmentsOf(workspace.ledger);
  const asRecorded = new Map(recorded.map((event) => [event.id, event]));
  return events.map((event) => {
    const personal = personalOf(workspace, asRecorded.get(event.id)!, permitted);
    const withdrawal = visibility.withdrawalOf(event, known);
    return {
      id: event.id,
      sequence: event.sequence,
      type: event.type,
      family: isEventType(event.type) ? familyOf(event.type) : 'unknown',
      occurredAt: formatInstant(event.occurredAt, zone),
      occurredText: event.occurredText,
      recordedAt: formatInstant(event.recordedAt, zone),
      ...(event.sourceRecordedAt === undefined
        ? {}
        : { sourceRecordedAt: formatInstant(event.sourceRecordedAt, zone) }),
      ...(withdrawal === undefined ? {} : { withdrawal }),
      actor: parties.get(event.actor)!,
      parties: event.parties.map(({ id, role, side }) => ({ ...parties.get(id)!, role, side })),
      ...(event.process === undefined ? {} : { process: stepOf(event.process, cases) }),
      data: event.data as Readonly<Record<string, unknown>>,
      ...(personal === undefined ? {} : { personal }),
      record: recordOf(event),
    };
  });
}

function stepOf(
  { definition, case: id, activity, lifecycle }: NonNullable<RecordedEvent['process']>,
  numbers: ReadonlyMap<Id, string>,
): NonNullable<TimelineEntry['process']> {
  return { definition, case: named(id, numbers.get(id)), activity, lifecycle };
}

function recordOf(event: RecordedEvent): NonNullable<TimelineEntry['record']> {
  const { stream, revision, recorder, source, correlationId, causationId, leaf } = event;
  return { stream, revision, recorder, source, correlationId, causationId, leaf };
}

/** The names of parties and actors; who has none (a connector, an erased person) stands with the id alone. */
export function nameAll(workspace: Workspace, ids: readonly Id[]): Map<Id, Named> {
  const distinct = [...new Set(ids)];
  const { isErased } = permittedNow(workspace);
  // An actor may be a program (`system:api`), which is in no directory.
  const names = workspace.names.names(distinct.filter((id) => isId(id) && !isErased(id)));
  return new Map(
    distinct.map((id) => {
      const known = names.get(id);
      return [id, known === undefined ? { id } : { id, name: known.name, kind: known.kind }];
    }),
  );
}

/**
 * What relationships are called: each by the name of the first of its parties who is not withheld, or by none.
 * @param purpose for which they are told of; service where none is given
 */
export function relationshipNames(
  workspace: Workspace,
  ids: readonly Id[],
  known: number | undefined,
  purpose?: string,
): Map<Id, Named> {
  const { allows } = permittedNow(workspace, purpose);
  const shown = ids.map((id) => [id, linkedWith(workspace.ledger, id, known).find(allows)] as const);
  const names = nameAll(
    workspace,
    shown.flatMap(([, party]) => party ?? []),
  );
  return new Map(shown.map(([id, party]) => [id, { ...(party === undefined ? {} : names.get(party)), id }]));
}

function named(id: Id, name: string | undefined): Named {
  return name === undefined ? { id } : { id, name };
}

/**
 * The sealed part, opened; `erased` when its key is gone for good, or its person asked for that; undefined when there is
 * none, or its person is withheld.
 */
export function personalOf(
  workspace: Workspace,
  event: RecordedEvent,
  permitted: Permitted = permittedNow(workspace),
): Readonly<Record<string, unknown>> | 'erased' | undefined {
  if (event.sealed === undefined) return undefined;
  if (permitted.isErased(event.sealed.subject)) return 'erased';
  if (permitted.given(event)?.sealed === undefined) return undefined;
  const subjectKey = workspace.keys.find(event.sealed.subject);
  if (subjectKey === undefined || subjectKey.keyId !== event.sealed.keyId) return 'erased';
  const { organisation } = workspace.keys;
  return unseal(event.sealed, { subjectKey, organisation, eventId: event.id, type: event.type });
}

/** @throws LedgerError `invalid` when the number is not 1 to `limits.pageMax` */
export function pageLimit(limit: number | undefined): number {
  const wanted = limit ?? limits.pageDefault;
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= limits.pageMax) return wanted;
  throw new LedgerError('invalid', `The limit must be 1 to ${limits.pageMax}.`, {
    violations: [{ field: 'limit', message: `must be a whole number from 1 to ${limits.pageMax}` }],
  });
}

function cursorOf(event: RecordedEvent): string {
  return `${event.occurredAt}.${event.ordinal}.${event.sequence}`;
}

const cursorForm = /^-?\d+\.\d+\.\d+$/;

function placeOf(cursor: string): FoldKey {
  const [occurredAt, ordinal, sequence] = cursorForm.test(cursor) ? cursor.split('.').map(Number) : [];
  if (![occurredAt, ordinal, sequence].every((part) => Number.isSafeInteger(part))) {
    throw new LedgerError('invalid', 'The cursor was not made by this program.', {
      violations: [{ field: 'after', message: 'must be the `next` of an earlier page' }],
    });
  }
  return { occurredAt: occurredAt!, ordinal: ordinal!, sequence: sequence! };
}
