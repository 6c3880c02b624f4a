import { formatInstant } from '#core/time.js';
import type { DraftParty } from '#domain/touchpoint.js';
import type { Reading } from './reading.js';

/** A row as it would be read, for a person to look at before anything is written. */
export function previewOf(reading: Reading, zone: string): Readonly<Record<string, unknown>> {
  if (reading.kind === 'refused') {
    const { line, column, reason } = reading;
    return { line, refused: reason, ...(column === undefined ? undefined : { column }) };
  }
  const { draft, line } = reading;
  const { process, data, personal } = draft;
  return {
    line,
    type: draft.type,
    occurredAt: formatInstant(draft.occurredAt.instant, zone),
    ...(process === undefined ? undefined : { case: process.case, activity: process.activity }),
    ...(process?.lifecycle === undefined ? undefined : { lifecycle: process.lifecycle }),
    ...(draft.actor === undefined ? undefined : { actor: nameOf(draft.actor) }),
    parties: draft.parties.map((party) => `${nameOf(party)} (${party.role}, ${party.side})`),
    ...(Object.keys(data).length === 0 ? undefined : { data }),
    ...(Object.keys(personal).length === 0 ? undefined : { sealed: sealedNames(personal) }),
    ...(draft.externalId === undefined ? { recognisedBy: draft.identity } : { id: draft.externalId }),
  };
}

function nameOf(party: DraftParty): string {
  return party.name ?? party.identifiers[0]!.value;
}

function sealedNames(personal: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(personal).flatMap(([name, value]) =>
    name === 'unmapped' || name === 'caseAttributes' ? Object.keys(value as object) : [name],
  );
}
