import { validateSync, type ValidationError } from 'class-validator';
import type { RecordedEvent } from '#core/record.js';
import { nestedClassOf, type Constructor } from './fields.js';
import type { TouchpointDraft } from './touchpoint.js';
import { eventDefinitions, type EventType } from './vocabulary.js';

/** For specs: ids that are well formed and told apart by a number. */
export function idOf(number: number): string {
  return `00000000-0000-8000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** For specs: a recorded event of a type with the type's example as data, and whatever is given besides. */
export function eventOf(type: EventType, given: Partial<RecordedEvent> = {}): RecordedEvent {
  const { schemaVersion, example } = eventDefinitions[type];
  return {
    id: idOf(1),
    type,
    schemaVersion,
    stream: `party-${idOf(100)}`,
    revision: 0,
    occurredAt: 1_700_000_000_000,
    occurredText: '2023-11-14T22:13:20Z',
    ordinal: 0,
    recordedAt: 1_764_000_000_000,
    actor: 'connector:csv',
    recorder: 'connector:csv',
    source: { connector: 'csv', dataset: 'helpdesk' },
    correlationId: idOf(2),
    causationId: idOf(2),
    parties: [{ id: idOf(100), role: 'customer', side: 'customer' }],
    relationships: [],
    data: example,
    digest: '0'.repeat(64),
    salt: '0'.repeat(32),
    leaf: '0'.repeat(64),
    sequence: 1,
    ...given,
  };
}

/** For specs: a touchpoint that breaks no rule, and whatever is given besides. */
export function draftOf(given: Partial<TouchpointDraft> = {}): TouchpointDraft {
  return {
    type: 'MessageReceived',
    externalId: 'mail-1',
    occurredAt: { instant: 1_700_000_000_000, nanos: 0, text: '2023-11-14T22:13:20Z' },
    position: 0,
    parties: [
      {
        kind: 'person',
        identifiers: [{ scheme: 'email', value: 'ann@example.org' }],
        role: 'customer',
        side: 'customer',
      },
    ],
    data: { channel: 'email', direction: 'inbound' },
    personal: { subject: 'A question', text: 'Two\nlines' },
    ...given,
  };
}

/**
 * For specs: what class-validator itself finds wrong with plain data, as `field: message` lines. The oracle of
 * `data-validation.ts`.
 */
export function foundByClassValidator(owner: Constructor, data: object): string[] {
  // Without forbidUnknownValues: it means classes without any decorator, and some of our types have no field.
  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
  const errors = validateSync(instanceOf(owner, data), options);
  return errors.flatMap((error) => linesOf(error, '')).sort();
}

function linesOf(error: ValidationError, prefix: string): string[] {
  const field = prefix + error.property;
  // IsNested adds isObject, which says the same as class-validator's own sentence about nesting; what is within a
  // value of the wrong shape is not looked at.
  const own = Object.entries(error.constraints ?? {}).filter(([name]) => name !== 'nestedValidation');
  const lines = own.map(([, message]) => `${field}: ${message}`);
  return lines.length > 0
    ? lines
    : [...lines, ...(error.children ?? []).flatMap((child) => linesOf(child, `${field}.`))];
}

/** class-validator wants instances; constructors of event data set nothing but undefined, which is taken away again. */
function instanceOf(owner: Constructor, data: object): object {
  const instance: object = Object.create(owner.prototype as object) as object;
  for (const [key, value] of Object.entries(data)) {
    const nested = nestedClassOf(owner, key);
    const typed = nested === undefined ? value : nestedInstance(nested, value);
    Object.defineProperty(instance, key, { value: typed, enumerable: true, configurable: true, writable: true });
  }
  return instance;
}

function nestedInstance(owner: Constructor, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => nestedInstance(owner, member));
  return typeof value === 'object' && value !== null ? instanceOf(owner, value) : value;
}

/** For specs: an event as it is appended, before a ledger gives it its place. */
export function unplaced<Event extends RecordedEvent>(
  event: Event,
): Omit<Event, 'sequence' | 'revision' | 'recordedAt' | 'leaf'> {
  const { sequence: _sequence, revision: _revision, recordedAt: _recordedAt, leaf: _leaf, ...draft } = event;
  return draft;
}
