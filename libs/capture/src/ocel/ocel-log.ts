import { setImmediate } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { isRecordObject } from '#domain/fields.js';
import { eachInTurn } from './each-in-turn.js';
import { DeclaredTypes } from './declared-types.js';
import { EventChecks, ObjectChecks } from './element-checks.js';
import { JsonPlaces } from './json-places.js';
import type { OcelDocument } from './ocel-document.js';
import { frameProblems } from './ocel-schema.js';
import type { Problem } from './ocel-schema.js';
import { parseOcel } from './ocel-text.js';
import { Tolerated } from './tolerated.js';

/**
 * An object-centric log that can be read: its types are sound, and every object has an id of its own and a type that is
 * declared. What else is wrong is known element by element, so that the rest can be read.
 */
export interface OcelLog {
  readonly document: OcelDocument;
  readonly places: JsonPlaces;
  /** The type of each object, by its id. */
  readonly typeOf: ReadonlyMap<string, string>;
  /** What is wrong with single objects and events, by their place in their list. */
  readonly bad: Readonly<Record<'objects' | 'events', ReadonlyMap<number, readonly Problem[]>>>;
  /** What was read although the standard says otherwise, or not kept, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads and checks the text of a log.
 * @throws LedgerError `file-unreadable` naming each place where the whole contradicts OCEL 2.0, by JSON pointer and line
 */
export async function ocelLogOf(text: string): Promise<OcelLog> {
  const value = parseOcel(text);
  if (!isRecordObject(value)) throw new LedgerError('file-unreadable', 'The JSON is no object: an OCEL 2.0 log is one');
  await setImmediate();
  const places = new JsonPlaces(text);
  refuseWhole(frameProblems(value), places);
  const document = value as OcelDocument;
  const tolerated = new Tolerated();
  tolerated.takeMembers(document, '');
  const objectTypes = new DeclaredTypes(document.objectTypes, '/objectTypes');
  const eventTypes = new DeclaredTypes(document.eventTypes, '/eventTypes');
  const objects = new ObjectChecks(objectTypes);
  await eachInTurn(document.objects, (object, index) => {
    tolerated.takeElement(object, 'objects');
    objects.identify(object, index);
  });
  refuseWhole([...objectTypes.problems, ...eventTypes.problems, ...objects.wholeProblems], places);
  await eachInTurn(document.objects, (object, index) => objects.check(object, index));
  const events = new EventChecks(eventTypes, objects.typeOf);
  await eachInTurn(document.events, (event, index) => {
    tolerated.takeElement(event, 'events');
    events.check(event, index);
  });
  const bad = { objects: objects.bad, events: events.bad };
  return { document, places, typeOf: objects.typeOf, bad, notes: tolerated.notes() };
}

/** @throws LedgerError `file-unreadable` when there is any problem */
function refuseWhole(problems: readonly Problem[], places: JsonPlaces): void {
  if (problems.length === 0) return;
  const violations = problems.slice(0, limits.violationsNamed).map(({ pointer, message }) => ({
    field: pointer,
    message: `${message} (line ${places.lineAt(pointer)})`,
  }));
  const count = problems.length.toLocaleString('en');
  const where = problems.length === 1 ? 'in one place' : `in ${count} places`;
  const named = problems.length > violations.length ? `, of which ${violations.length} are named` : '';
  const { field, message } = violations[0]!;
  throw new LedgerError('file-unreadable', `The file contradicts OCEL 2.0 ${where}${named}: ${field} ${message}`, {
    violations,
    hint: 'Correct the places that are named; nothing of the file was recorded.',
  });
}
