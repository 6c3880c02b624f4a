import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { isRecordObject } from '#domain/fields.js';
import { refuse } from '../reading.js';
import type { Raw, Reading } from '../reading.js';
import { isRejectField, placeField } from '../reject-fields.js';
import { readCloudEvent } from './cloudevents.js';
import type { ReadCloudEvent } from './cloudevents.js';
import { FieldReader } from './fields.js';
import type { JsonObject } from './fields.js';
import { readTouchpoint } from './touchpoint-json.js';

export interface JsonReadingOptions {
  /** 1-based line of a file or place in a body, for people. */
  readonly line: number;
  /** 0-based position, for the ordinal. */
  readonly index: number;
  readonly raw?: Raw;
}

/** A parsed JSON value as a reading: a CloudEvent when it has a `specversion`, else a touchpoint in plain JSON. */
export function readingOfJson(value: unknown, options: JsonReadingOptions): Reading {
  const { line, raw } = options;
  const index = placeOf(value) ?? options.index;
  const violations = violationsAndDraft(value, index);
  if ('draft' in violations) {
    const { draft, dataset, recorded } = violations;
    return {
      kind: 'draft',
      draft,
      line,
      place: index,
      ...(raw === undefined ? undefined : { raw }),
      ...(dataset === undefined ? undefined : { dataset }),
      ...(recorded === undefined ? undefined : { recorded }),
    };
  }
  const reason = violations.map(({ field, message }) => `${field} ${message}`.trim()).join('; ');
  return { ...refuse(line, reason, { column: violations[0]!.field, raw }), place: index };
}

/** An event of a rejects file keeps the place that it had in the file it came from: ties are in the order of places. */
function placeOf(value: unknown): number | undefined {
  const place = isRecordObject(value) ? (value as JsonObject)[placeField] : undefined;
  return Number.isSafeInteger(place) && (place as number) >= 0 ? (place as number) : undefined;
}

/**
 * The draft, or everything that keeps the value from being one.
 * @param mustBeCloudEvent plain touchpoints are refused
 */
export function violationsAndDraft(
  value: unknown,
  index: number,
  mustBeCloudEvent = false,
): ReadCloudEvent | Violation[] {
  if (!isRecordObject(value)) return [{ field: '', message: 'must be a JSON object' }];
  const violations: Violation[] = [];
  const reader = new FieldReader(value as JsonObject, violations);
  try {
    const isCloudEvent = mustBeCloudEvent || reader.has('specversion');
    const read = isCloudEvent
      ? readCloudEvent(index, reader, isRejectField)
      : { ...readTouchpoint(withoutRejectFields(value as JsonObject), index, reader), recorded: undefined };
    if (!isCloudEvent) reader.end(isRejectField);
    return violations.length > 0 ? violations : read;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return [{ field: '', message: error.message }];
  }
}

function withoutRejectFields(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !isRejectField(name)));
}
