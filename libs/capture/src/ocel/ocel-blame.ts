import type { Violation } from '#core/errors.js';
import { isRecordObject } from '#domain/fields.js';
import { refuse } from '../reading.js';
import type { RawOcel, RefusedReading } from '../reading.js';
import type { Blame } from '../refusals.js';
import { blameField } from '../refusals.js';
import { placeField } from '../reject-fields.js';
import type { OcelLog } from './ocel-log.js';
import type { Problem } from './ocel-schema.js';

/** Problems of one element that its refusal names. */
const problemsNamed = 5;

/** Which member of an object or event a field of a draft was read from. */
const members: readonly (readonly [RegExp, string])[] = [
  [/^externalId$/, 'id'],
  [/^(?:process\.activity|data\.(?:activity|objectType))$/, 'type'],
  [/^occurredAt\b/, 'time'],
  [/^(?:process\.case$|(?:data\.)?objects\b|parties\b|actor\b)/, 'relationships'],
  [/^personal\b/, 'attributes'],
];

/** What is wrong with a draft, in the words of the element that it was made of. @param at pointer of the element */
export function problemOfDraft({ field, message }: Violation, at: string): Problem {
  const member = members.find(([pattern]) => pattern.test(field))?.[1];
  return member === undefined
    ? { pointer: at, message: `${field} ${message}`.trim() }
    : { pointer: `${at}/${member}`, message };
}

/** Says of an event or object that is refused which of its members is to blame. */
export const ocelBlame: Blame = (violation, reading) => {
  const raw = reading.raw as RawOcel | undefined;
  if (raw === undefined) return blameField(violation, reading);
  const at = `/${raw.list}/${raw.index}`;
  const problem = problemOfDraft(violation, at);
  return { column: problem.pointer, reason: reasonOf(problem, at) };
};

/** The refusal of an element, with all that is wrong with it, at the line of the first of that. */
export function refusedElement(
  log: OcelLog,
  list: RawOcel['list'],
  index: number,
  problems: readonly Problem[],
): RefusedReading {
  const at = `/${list}/${index}`;
  const reasons = problems.slice(0, problemsNamed).map((problem) => reasonOf(problem, at));
  const more = problems.length > problemsNamed ? `; and ${problems.length - problemsNamed} more` : '';
  const column = problems[0]!.pointer;
  const raw = rawOf(log, list, index);
  const refused = refuse(log.places.lineAt(column), `${reasons.join('; ')}${more}`, { column, raw });
  return { ...refused, place: placeOf(log.document[list][index], index) };
}

/** An element as it is written, for the file of what is refused. */
export function rawOf({ places }: OcelLog, list: RawOcel['list'], index: number): RawOcel {
  return { list, index, text: places.textOf(list, index) };
}

/** An element of a rejects file keeps the place that it had in the log it came from: ties are in the order of places. */
export function placeOf(element: unknown, index: number): number {
  const place = isRecordObject(element) ? (element as Readonly<Record<string, unknown>>)[placeField] : undefined;
  return Number.isSafeInteger(place) && (place as number) >= 0 ? (place as number) : index;
}

/** The member, as far as it is one within the element, and what is wrong with it. */
function reasonOf({ pointer, message }: Problem, at: string): string {
  const within = pointer.slice(at.length + 1);
  return within === '' ? message : `${within} ${message}`;
}
