import { formatInstant } from '#core/time.js';
import type { DraftObject, DraftParty } from '#domain/touchpoint.js';
import type { Reading } from './reading.js';

/** A row as it would be read, for a person to look at before anything is written. */
export function previewOf(reading: Reading, zone: string): Readonly<Record<string, unknown>> {
  if (reading.kind === 'refused') {
    const { line, column, reason } = reading;
    return { line, refused: reason, ...(column === undefined ? undefined : { column }) };
  }
  const { draft, line } = reading;
  const { process, data, personal, objects = [] } = draft;
  return {
    line,
    type: draft.type,
    occurredAt: formatInstant(draft.occurredAt.instant, zone),
    ...(process === undefined ? undefined : { case: process.case, activity: process.activity }),
    ...(process?.lifecycle === undefined ? undefined : { lifecycle: process.lifecycle }),
    ...(draft.actor === undefined ? undefined : { actor: nameOf(draft.actor) }),
    parties: draft.parties.map((party) => `${nameOf(party)} (${party.role}, ${party.side})`),
    ...(objects.length === 0 ? undefined : { objects: objects.map(objectName) }),
    ...(Object.keys(data).length === 0 ? undefined : { data }),
    ...(Object.keys(personal).length === 0 ? undefined : { sealed: sealedNames(personal) }),
    ...(draft.externalId === undefined ? { recognisedBy: draft.identity } : { id: draft.externalId }),
  };
}

function nameOf(party: DraftParty): string {
  return party.name ?? party.identifiers[0]!.value;
}

function objectName({ id, type, qualifier }: DraftObject): string {
  return `${id} (${qualifier === undefined ? type : `${type}, ${qualifier}`})`;
}

function sealedNames(personal: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(personal).flatMap(([name, value]) => {
    if (name === 'unmapped' || name === 'caseAttributes') return Object.keys(value as object);
    return name === 'attributes' && Array.isArray(value) ? value.map(nameOfAttribute) : [name];
  });
}

function nameOfAttribute(attribute: unknown): string {
  return String((attribute as { readonly name?: unknown } | null)?.name);
}
