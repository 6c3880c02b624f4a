import type { RecordedEvent } from '#core/record.js';
import { formatInstant } from '#core/time.js';
import type { Id } from '#core/time.js';
import { cloudEventsVersion, ownSource } from '../json/cloudevents.js';
import type { ExportNames } from './export-names.js';
import { exportTime } from './export-time.js';

/**
 * A recorded event as a CloudEvent, in the attributes that `json/cloudevents.ts` reads. Read back by the ledger that
 * wrote it, it is known; in another one it becomes the same touchpoint under ids of that one.
 */
export function cloudEventOf(event: RecordedEvent, names: ExportNames): Readonly<Record<string, unknown>> {
  const time = exportTime(event);
  const { process, sourceRecordedAt, effectiveFrom } = event;
  return {
    specversion: cloudEventsVersion,
    id: event.id,
    source: ownSource(names.organisation, event.source.dataset),
    type: `tend.${event.type}.v${event.schemaVersion}`,
    subject: event.stream,
    time,
    ...(time === event.occurredText ? undefined : { occurredtext: event.occurredText }),
    recordedtime: formatInstant(event.recordedAt),
    sequence: String(event.sequence).padStart(16, '0'),
    ordinal: String(event.ordinal),
    correlationid: event.correlationId,
    causationid: event.causationId,
    ...(sourceRecordedAt === undefined ? undefined : { sourcerecordedtime: formatInstant(sourceRecordedAt) }),
    ...(effectiveFrom === undefined ? undefined : { effectivefrom: formatInstant(effectiveFrom) }),
    ...(process === undefined
      ? undefined
      : {
          bamtxid: names.caseNumber(process.case) ?? process.case,
          bampid: process.definition,
          bamptxid: process.activity,
          bamptxsid: process.lifecycle,
        }),
    datacontenttype: 'application/json',
    data: contentOf(event, names),
  };
}

function contentOf(event: RecordedEvent, names: ExportNames) {
  const { onBehalfOf, authority, reasonCode, matter, thread, process, data } = event;
  const personal = names.personal(event);
  return {
    actor: event.actor,
    parties: event.parties.map(({ id, role, side }) => partyOf(id, role, side, names)),
    ...(onBehalfOf === undefined ? undefined : { onBehalfOf: partyOf(onBehalfOf, 'principal', 'other', names) }),
    ...(authority === undefined ? undefined : { authority }),
    ...(reasonCode === undefined ? undefined : { reasonCode }),
    ...(process === undefined ? undefined : { caseId: process.case }),
    ...(matter === undefined ? undefined : { matter }),
    ...(thread === undefined ? undefined : { thread }),
    data,
    ...(personal === undefined || personal === 'erased' ? undefined : { personal }),
  };
}

function partyOf(id: Id, role: string, side: string, names: ExportNames) {
  const party = names.party(id);
  return {
    id,
    role,
    side,
    ...(party === undefined ? undefined : { kind: party.kind, name: party.name, identifiers: party.identifiers }),
  };
}

/** Events as NDJSON, a line each. */
export async function* cloudEventLines(
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
  names: ExportNames,
): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(cloudEventOf(event, names))}\n`;
}
