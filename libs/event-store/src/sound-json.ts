import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { UnplacedEvent } from '#core/record.js';

/**
 * Makes sure that a record has a canonical form (`canonicalJson` in core), without making it: an event is refused before
 * it is written, its hashes are made while it is. Refuses exactly what `canonicalJson` refuses.
 * @throws LedgerError `invalid`, `limit-exceeded`
 */
export function requireCanonical(event: UnplacedEvent): void {
  // One text for all that are texts by their type: half a surrogate pair in any of them shows in it. The blanks keep
  // two halves apart.
  const { parties, process, source } = event;
  let text = `${event.actor} ${event.occurredText} ${event.recorder} ${event.stream} ${event.type} ${event.correlationId} ${event.causationId} ${source.connector} ${source.dataset}`;
  if (process !== undefined)
    text += ` ${process.activity} ${process.case} ${process.dataset} ${process.definition} ${process.lifecycle}`;
  for (let i = 0; i < parties.length; i++) text += ` ${parties[i]!.id} ${parties[i]!.role}`;
  if (!text.isWellFormed()) refuse('A text holds half of a surrogate pair.');
  requireJson(event.schemaVersion, 1);
  requireJson(event.relationships, 1);
  for (const value of [
    event.sourceRecordedAt,
    event.effectiveFrom,
    event.onBehalfOf,
    event.authority,
    event.reasonCode,
    event.matter,
    event.thread,
    source.importId,
    event.sealed?.keyId,
    event.sealed?.subject,
  ]) {
    if (value !== undefined) requireJson(value, 1);
  }
  requireJson(event.data, 0);
}

function requireJson(value: unknown, depth: number): void {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) refuse('A text holds half of a surrogate pair.');
      return;
    case 'number':
      if (!Number.isFinite(value)) refuse(`${value} is no JSON number.`);
      return;
    case 'boolean':
      return;
    case 'object':
      if (value !== null) requireMembers(value, depth);
      return;
    default:
      refuse(`A value of type ${typeof value} is no JSON.`);
  }
}

function requireMembers(object: object, depth: number): void {
  if (depth >= limits.canonicalDepth) {
    throw new LedgerError('limit-exceeded', `JSON is nested deeper than ${limits.canonicalDepth} levels.`);
  }
  if (Array.isArray(object)) {
    for (let i = 0; i < object.length; i++) requireJson(object[i], depth + 1);
    return;
  }
  if (!isPlain(object)) refuse(`${Object.prototype.toString.call(object).slice(8, -1)} is no JSON.`);
  for (const [key, member] of Object.entries(object)) {
    if (!key.isWellFormed()) refuse('A text holds half of a surrogate pair.');
    if (member !== undefined) requireJson(member, depth + 1);
  }
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.prototype.toString.call(object) === '[object Object]' && !('toJSON' in object);
}

function refuse(detail: string): never {
  throw new LedgerError('invalid', detail);
}
