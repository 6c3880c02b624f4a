import { LedgerError } from '#core/errors.js';
import type { RecordedEvent } from '#core/record.js';
import { definitionOf } from './vocabulary.js';

/**
 * An event in the newest shape of its type: itself when it has that already, else a copy whose `data` went through the
 * upcasters of the versions between. What is recorded stays as it is.
 * @throws LedgerError `data-directory-foreign` for a type or version that this program does not know
 */
export function upcast(event: RecordedEvent): RecordedEvent {
  const definition = definitionOf(event.type);
  if (definition === undefined) {
    throw new LedgerError('data-directory-foreign', `Event ${event.sequence} has the unknown type ${event.type}`);
  }
  const { schemaVersion, earlier } = definition;
  if (event.schemaVersion === schemaVersion) return event;
  if (!(event.schemaVersion >= 1 && event.schemaVersion < schemaVersion)) {
    const versions = `version ${event.schemaVersion} of ${event.type}; known are 1 to ${schemaVersion}`;
    throw new LedgerError('data-directory-foreign', `Event ${event.sequence} has ${versions}`);
  }
  let data: object = event.data;
  for (const { upcast: step } of earlier.slice(event.schemaVersion - 1)) data = step(data as never);
  return { ...event, schemaVersion, data };
}
