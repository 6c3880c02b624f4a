import type { Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Instant } from '#core/time.js';
import { validateData } from './data-validation.js';
import type { EventDefinition } from './event-definition.js';
import { isInstant, isRecordObject } from './fields.js';
import { JsonCheck, lineProblem } from './plain-json.js';
import type { DraftParty, TouchpointDraft } from './touchpoint.js';
import { definitionOf, isEventType } from './vocabulary.js';

const sides: ReadonlySet<unknown> = new Set(['customer', 'ours', 'other']);
const partyKinds: ReadonlySet<unknown> = new Set(['person', 'organisation']);

/** What the parts of a record that are not the draft's own text take of its size: ids, hashes, salt, parties. */
const recordBytes = 32 * 1024;

const positionMax = 2 ** 32 - 1;

/**
 * Everything that is wrong with a touchpoint as a source gives it; empty when it can be recorded. Fields are paths into
 * the draft. Messages name fields and rules, never values, so that they can be logged.
 *
 * Refused as future is what occurred more than `limits.futureMs` after `now`: a day, because clocks are fast by minutes
 * and a date without a time may have begun elsewhere. What is planned for later (a meeting, a due time) is in `data`,
 * and occurred when it was planned.
 *
 * @param now when the ledger takes it in
 */
export function checkDraft(draft: TouchpointDraft, now: Instant): Violation[] {
  const violations: Violation[] = [];
  checkShape(draft, violations);
  if (violations.length > 0) return violations;
  const definition = checkType(draft, violations);
  if (definition) checkData(draft, definition, violations);
  checkTimes(draft, now, definition, violations);
  checkNames(draft, violations);
  checkParties(draft, violations);
  checkProcess(draft, violations);
  if (definition) checkPlace(draft, definition, violations);
  checkPersonal(draft, violations);
  return violations;
}

/** A reader may hand on JSON as it came: what is no draft at all is refused before anything looks into it. */
function checkShape(draft: TouchpointDraft, violations: Violation[]): void {
  if (!isRecordObject(draft)) {
    violations.push({ field: '', message: 'must be an object' });
    return;
  }
  object('occurredAt', draft.occurredAt, violations);
  if (draft.process !== undefined) object('process', draft.process, violations);
  if (draft.identity !== undefined) list('identity', draft.identity, violations);
  if (list('parties', draft.parties, violations)) {
    for (let index = 0; index < draft.parties.length; index++) {
      checkPartyShape(draft.parties[index], `parties.${index}`, violations);
    }
  }
  if (draft.actor !== undefined) checkPartyShape(draft.actor, 'actor', violations);
  if (draft.onBehalfOf !== undefined) checkPartyShape(draft.onBehalfOf, 'onBehalfOf', violations);
  if (draft.objects !== undefined && list('objects', draft.objects, violations)) {
    for (let index = 0; index < draft.objects.length; index++)
      object(`objects.${index}`, draft.objects[index], violations);
  }
  if (draft.references !== undefined && object('references', draft.references, violations)) {
    for (const [field, reference] of Object.entries(draft.references))
      object(`references.${field}`, reference, violations);
  }
}

function checkPartyShape(party: DraftParty | undefined, field: string, violations: Violation[]): void {
  if (!object(field, party, violations)) return;
  const { identifiers } = party as DraftParty;
  if (!Array.isArray(identifiers)) list(`${field}.identifiers`, identifiers, violations);
  else if (!identifiers.every(isRecordObject)) {
    violations.push({ field: `${field}.identifiers`, message: 'must each be an object' });
  }
}

function checkType(draft: TouchpointDraft, violations: Violation[]): EventDefinition | undefined {
  const definition = typeof draft.type === 'string' ? definitionOf(draft.type) : undefined;
  if (definition === undefined) {
    violations.push({ field: 'type', message: 'is no type of the vocabulary' });
  } else if (!definition.captured) {
    violations.push({ field: 'type', message: 'does not come from outside; there is a command for it' });
  }
  return definition;
}

function checkData(draft: TouchpointDraft, definition: EventDefinition, violations: Violation[]): void {
  const version = draft.schemaVersion ?? definition.schemaVersion;
  if (!Number.isInteger(version) || version < 1 || version > definition.schemaVersion) {
    violations.push({ field: 'schemaVersion', message: `must be 1 to ${definition.schemaVersion}` });
    return;
  }
  if (!isEventType(draft.type)) return;
  for (const { field, message } of validateData(draft.type, version, withReferences(draft))) {
    violations.push({ field: field === '' ? 'data' : `data.${field}`, message });
  }
}

/** Any id will do for what is referred to: which one it is only the ledger can tell. */
const someId = '00000000-0000-8000-8000-000000000000';

function withReferences({ data, references, objects }: TouchpointDraft): TouchpointDraft['data'] {
  if ((references === undefined && objects === undefined) || !isRecordObject(data)) return data;
  return {
    ...data,
    ...Object.fromEntries(Object.keys(references ?? {}).map((field) => [field, someId])),
    ...(objects === undefined ? undefined : { objects: objects.map((one) => ({ ...one, id: someId })) }),
  };
}

function checkTimes(
  draft: TouchpointDraft,
  now: Instant,
  definition: EventDefinition | undefined,
  violations: Violation[],
): void {
  const { instant, nanos, text } = draft.occurredAt;
  if (!isInstant(instant)) {
    violations.push({ field: 'occurredAt', message: 'must be a time in the years 0001 to 9999' });
  } else if (instant > now + limits.futureMs) {
    violations.push({ field: 'occurredAt', message: 'is in the future' });
  }
  if (!Number.isInteger(nanos) || nanos < 0 || nanos > 999_999) {
    violations.push({ field: 'occurredAt.nanos', message: 'must be 0 to 999999' });
  }
  line('occurredAt.text', text, limits.nameChars, violations);
  if (!Number.isInteger(draft.position) || draft.position < 0 || draft.position > positionMax) {
    violations.push({ field: 'position', message: `must be 0 to ${positionMax}` });
  }
  if (draft.sourceRecordedAt !== undefined && !isInstant(draft.sourceRecordedAt)) {
    violations.push({ field: 'sourceRecordedAt', message: 'must be a time in the years 0001 to 9999' });
  }
  checkEffectiveFrom(draft, definition, violations);
}

function checkEffectiveFrom(
  draft: TouchpointDraft,
  definition: EventDefinition | undefined,
  violations: Violation[],
): void {
  if (draft.effectiveFrom === undefined) {
    if (definition?.effectiveFrom)
      violations.push({ field: 'effectiveFrom', message: 'must say from when on it is valid' });
  } else if (!isInstant(draft.effectiveFrom)) {
    violations.push({ field: 'effectiveFrom', message: 'must be a time in the years 0001 to 9999' });
  } else if (definition && !definition.effectiveFrom) {
    violations.push({ field: 'effectiveFrom', message: 'has no meaning for this type' });
  }
}

function checkNames(draft: TouchpointDraft, violations: Violation[]): void {
  optionalLine('externalId', draft.externalId, limits.identifierChars, violations);
  optionalLine('part', draft.part, limits.nameChars, violations);
  optionalLine('authority', draft.authority, limits.nameChars, violations);
  optionalLine('reasonCode', draft.reasonCode, limits.nameChars, violations);
  optionalLine('matter', draft.matter, limits.identifierChars, violations);
  optionalLine('thread', draft.thread, limits.identifierChars, violations);
  optionalLine('correlationId', draft.correlationId, limits.identifierChars, violations);
  optionalLine('causationId', draft.causationId, limits.identifierChars, violations);
  for (const [field, { externalId, dataset, part }] of Object.entries(draft.references ?? {})) {
    line(`references.${field}.externalId`, externalId, limits.identifierChars, violations);
    optionalLine(`references.${field}.dataset`, dataset, limits.nameChars, violations);
    optionalLine(`references.${field}.part`, part, limits.nameChars, violations);
    if (Object.hasOwn(draft.data, field))
      violations.push({ field: `references.${field}`, message: 'stands in data too' });
  }
  for (const [index, { id }] of (draft.objects ?? []).entries())
    line(`objects.${index}.id`, id, limits.identifierChars, violations);
  if (draft.objects !== undefined && Object.hasOwn(draft.data, 'objects'))
    violations.push({ field: 'objects', message: 'stands in data too' });
  // Values of identity columns are cells as they stand: they may be empty, or hold several lines.
  if (draft.identity) new JsonCheck(violations).check(draft.identity, 'identity');
}

function checkParties(draft: TouchpointDraft, violations: Violation[]): void {
  if (draft.parties.length > limits.partiesPerEvent) {
    violations.push({ field: 'parties', message: `must be at most ${limits.partiesPerEvent}` });
    return;
  }
  for (let index = 0; index < draft.parties.length; index++)
    checkParty(draft.parties[index]!, `parties.${index}`, violations);
  if (draft.actor) checkParty(draft.actor, 'actor', violations);
  if (draft.onBehalfOf) checkParty(draft.onBehalfOf, 'onBehalfOf', violations);
}

function checkParty(party: DraftParty, field: string, violations: Violation[]): void {
  if (!partyKinds.has(party.kind))
    violations.push({ field: `${field}.kind`, message: 'must be person or organisation' });
  if (!sides.has(party.side)) violations.push({ field: `${field}.side`, message: 'must be customer, ours or other' });
  line(`${field}.role`, party.role, limits.nameChars, violations);
  optionalLine(`${field}.name`, party.name, limits.identifierChars, violations);
  const { identifiers } = party;
  if (identifiers.length < 1 || identifiers.length > limits.identifiersPerParty) {
    violations.push({ field: `${field}.identifiers`, message: `must be 1 to ${limits.identifiersPerParty}` });
    return;
  }
  for (let index = 0; index < identifiers.length; index++) {
    const { scheme, value } = identifiers[index]!;
    line(`${field}.identifiers.${index}.scheme`, scheme, limits.nameChars, violations);
    line(`${field}.identifiers.${index}.value`, value, limits.identifierChars, violations);
  }
}

function checkProcess(draft: TouchpointDraft, violations: Violation[]): void {
  const { process } = draft;
  if (!process) return;
  line('process.definition', process.definition, limits.nameChars, violations);
  line('process.case', process.case, limits.identifierChars, violations);
  line('process.activity', process.activity, limits.nameChars, violations);
  optionalLine('process.lifecycle', process.lifecycle, limits.nameChars, violations);
}

/**
 * A touchpoint is a step of a case or concerns somebody of the customer's side; else it would be nobody's history. Only what
 * object-centric logs say of objects alone is that: it has an activity and no case.
 */
function checkPlace(draft: TouchpointDraft, definition: EventDefinition, violations: Violation[]): void {
  if (draft.type === 'ActivityRecorded' && !draft.process) {
    if (!Object.hasOwn(draft.data, 'activity'))
      violations.push({ field: 'process', message: 'is missing: the type says nothing but that a case made a step' });
  } else if (
    definition.stream === 'matter' &&
    !draft.process &&
    !draft.parties.some((party) => party.side === 'customer')
  ) {
    violations.push({ field: 'parties', message: 'needs a party of the customer’s side, or the event a case' });
  } else if (definition.stream === 'party' && draft.parties.length === 0) {
    violations.push({ field: 'parties', message: 'needs the party that it is about' });
  }
  for (const role of definition.roles) {
    if (!draft.parties.some((party) => party.role === role)) {
      violations.push({ field: 'parties', message: `needs a party in the role ${role}` });
    }
  }
}

function checkPersonal(draft: TouchpointDraft, violations: Violation[]): void {
  const json = new JsonCheck(violations);
  if (isRecordObject(draft.data)) json.check(draft.data, 'data');
  if (isRecordObject(draft.personal)) json.check(draft.personal, 'personal');
  else violations.push({ field: 'personal', message: 'must be an object' });
  if (json.bytes > limits.eventBytes - recordBytes) {
    violations.push({ field: 'personal', message: `is larger than an event may be (${limits.eventBytes} bytes)` });
  }
}

function object(field: string, value: unknown, violations: Violation[]): boolean {
  if (isRecordObject(value)) return true;
  violations.push({ field, message: 'must be an object' });
  return false;
}

function list(field: string, value: unknown, violations: Violation[]): boolean {
  if (Array.isArray(value)) return true;
  violations.push({ field, message: 'must be a list' });
  return false;
}

function line(field: string, text: unknown, charsMax: number, violations: Violation[]): void {
  const problem = lineProblem(text, charsMax);
  if (problem) violations.push({ field, message: problem });
}

function optionalLine(field: string, text: unknown, charsMax: number, violations: Violation[]): void {
  if (text !== undefined) line(field, text, charsMax, violations);
}
