import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { isId } from '#core/ids.js';
import type { Id, Instant } from '#core/time.js';
import type { UnplacedEvent } from '#core/record.js';
import type { AppendRequest, AppendResult, ExpectedRevision, Outcome, PlacedEvent } from './port.js';

/** Where an id is recorded, and with what content. */
export interface RecordedPlace {
  readonly stream: string;
  readonly revision: number;
  readonly sequence: number;
  readonly recordedAt: Instant;
  readonly occurredAt: Instant;
  readonly digest: string;
  /** '' while it is on its way to the disk. */
  readonly leaf: string;
}

/** What a decision looks at: the ledger up to the moment of the write, appends that are under way included. */
export interface LedgerView {
  /** Last revision of a stream, or -1. */
  revisionOf(stream: string): number;
  recorded(id: Id): RecordedPlace | undefined;
}

/** An event of a request whose id is recorded. */
export interface KnownEvent {
  readonly outcome: Outcome;
  readonly place: RecordedPlace;
}

/** What is to be done with a request: the events to write, in order, and what is known about the others. */
export interface AppendDecision {
  /** Last revision of the stream before the write. */
  readonly revision: number;
  /** By index of the request; undefined = to be written. */
  readonly known: readonly (KnownEvent | undefined)[];
  readonly writes: number;
}

/**
 * Checks the shape of a request: what no ledger has to be asked for.
 * @throws LedgerError `invalid`, `limit-exceeded`
 */
export function checkRequest(request: AppendRequest): void {
  const { stream, expected, events, known } = request;
  if (events.length === 0) throw new LedgerError('invalid', 'An append holds at least one event');
  if (events.length > limits.appendEvents) {
    throw new LedgerError(
      'limit-exceeded',
      `An append holds at most ${limits.appendEvents} events, this one ${events.length}`,
    );
  }
  if (typeof stream !== 'string' || stream.length === 0 || stream.length > limits.nameChars) {
    throw new LedgerError('invalid', `A stream has a name of 1 to ${limits.nameChars} characters`);
  }
  if (typeof expected === 'number' && !(Number.isSafeInteger(expected) && expected >= -1)) {
    throw new LedgerError('invalid', `${expected} is no revision`);
  }
  if (known === 'drop' && expected !== 'any') {
    throw new LedgerError('invalid', 'Known events can be dropped only when any revision is expected');
  }
  if (request.recordedAt !== undefined && !isInstant(request.recordedAt)) {
    throw new LedgerError('invalid', `${request.recordedAt} is no instant at which something can have been recorded`);
  }
  if (events.every((event) => isSound(event, stream)) && haveDistinctIds(events)) return;
  const violations = eventViolations(stream, events);
  throw new LedgerError('invalid', `${violations[0]!.field}: ${violations[0]!.message}`, { violations });
}

/** Years 0001 to 9999, in ms. */
const [earliest, latest] = [-62_135_596_800_000, 253_402_300_799_999];
const digest = /^[0-9a-f]{64}$/;
const salt = /^[0-9a-f]{32}$/;

/** The same as having no violation, without making a list of them. */
function isSound(event: UnplacedEvent, stream: string): boolean {
  return (
    isId(event.id) &&
    event.stream === stream &&
    digest.test(event.digest) &&
    salt.test(event.salt) &&
    isInstant(event.occurredAt) &&
    isOrdinal(event.ordinal)
  );
}

function isInstant(value: number): boolean {
  return Number.isSafeInteger(value) && value >= earliest && value <= latest;
}

function isOrdinal(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function haveDistinctIds(events: readonly UnplacedEvent[]): boolean {
  return events.length === 1 || new Set(events.map((event) => event.id)).size === events.length;
}

function eventViolations(stream: string, events: readonly UnplacedEvent[]): Violation[] {
  const violations: Violation[] = [];
  const ids = new Set<Id>();
  for (let i = 0; i < events.length && violations.length <= 20; i++) {
    const event = events[i]!;
    const refuse = (field: string, message: string) => violations.push({ field: `events[${i}].${field}`, message });
    if (!isId(event.id)) refuse('id', 'is no lower-case UUID');
    else if (ids.has(event.id)) refuse('id', 'stands twice in one append');
    ids.add(event.id);
    if (event.stream !== stream) refuse('stream', `is ${event.stream}, the append is for ${stream}`);
    if (!digest.test(event.digest)) refuse('digest', 'is not 64 hex digits');
    if (!salt.test(event.salt)) refuse('salt', 'is not 32 hex digits');
    if (!isInstant(event.occurredAt))
      refuse('occurredAt', 'is no whole number of milliseconds in the years 0001 to 9999');
    if (!isOrdinal(event.ordinal)) refuse('ordinal', 'is no whole number from 0');
  }
  return violations;
}

/**
 * Decides one request against the ledger as it is (engine.md §12).
 *
 * - `result`: every id known with equal content and in this stream = the original result, whatever revision is expected;
 *   some known = conflict; none = the expected revision decides.
 * - `drop`: what is known or differs is answered, the rest is written.
 *
 * @throws LedgerError `event-differs`, `revision-conflict`
 */
export function decideAppend(request: AppendRequest, view: LedgerView): AppendDecision {
  const { stream, expected, events } = request;
  const revision = view.revisionOf(stream);
  const known: (KnownEvent | undefined)[] = [];
  let writes = 0;
  const differing: Violation[] = [];
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    const place = view.recorded(event.id);
    if (place === undefined) {
      writes++;
      known.push(undefined);
      continue;
    }
    const same = hasSameContent(place, event) && (request.known === 'drop' || place.stream === stream);
    if (!same) differing.push({ field: `events[${i}].id`, message: differs(event, place) });
    known.push({ outcome: same ? 'known' : 'differs', place });
  }
  if (request.known === 'drop') return { revision, known, writes };
  if (differing.length > 0) {
    throw new LedgerError('event-differs', differing[0]!.message, { violations: differing });
  }
  if (writes > 0 && writes < events.length) {
    throw new LedgerError(
      'revision-conflict',
      `Of ${events.length} events for ${stream}, ${events.length - writes} are recorded already`,
    );
  }
  if (writes > 0) checkRevision(stream, expected, revision);
  return { revision, known, writes };
}

/**
 * The digest covers the time as the source wrote it, and not what it was read as: a row that is read again under a
 * corrected zone or date format differs.
 */
function hasSameContent(place: RecordedPlace, event: UnplacedEvent): boolean {
  return place.digest === event.digest && place.occurredAt === event.occurredAt;
}

function differs(event: UnplacedEvent, place: RecordedPlace): string {
  return hasSameContent(place, event)
    ? `Event ${event.id} is recorded in the stream ${place.stream}`
    : `Event ${event.id} is recorded with other content, as event ${place.sequence} of the ledger`;
}

function checkRevision(stream: string, expected: ExpectedRevision, actual: number): void {
  const fits =
    expected === 'any' ||
    (expected === 'no_stream' ? actual === -1 : expected === 'stream_exists' ? actual >= 0 : expected === actual);
  if (fits) return;
  const found = actual === -1 ? 'does not exist' : `is at revision ${actual}`;
  throw new LedgerError('revision-conflict', `The stream ${stream} ${found}, expected was ${expected}`);
}

/**
 * The answer to a request, once its new events have their places and leaves.
 * @param written the new events, in order
 */
export function answerOf(
  request: AppendRequest,
  decision: AppendDecision,
  written: readonly RecordedPlace[],
): AppendResult {
  let next = 0;
  const events = decision.known.map((known, i) => {
    const { id } = request.events[i]!;
    return known === undefined ? placed(id, 'appended', written[next++]!) : placed(id, known.outcome, known.place);
  });
  const original = request.known !== 'drop' && decision.writes === 0;
  // An idempotent retry is answered as the first time: with the revision that the stream had after that write.
  const revision = original ? Math.max(...events.map((event) => event.revision)) : decision.revision + decision.writes;
  return { stream: request.stream, revision, events };
}

/** What is told of one event of a request. */
export function placed(id: Id, outcome: Outcome, place: RecordedPlace): PlacedEvent {
  const { revision, sequence, leaf, recordedAt } = place;
  return { id, outcome, revision, sequence, leaf, recordedAt };
}
