import { hash } from 'node:crypto';
import { LedgerError } from '#core/errors.js';
import type { Moment } from '#projections/queries/as-of.js';

/** What a list was asked, beside how much of it: a cursor of another question has no place in it. */
export type Question = readonly (string | undefined)[];

const marks = 10;
/** Instant, sequence and, as claimed, instant again. */
const pinned = /^@(-?\d{1,16})\/(\d{1,16})(?:\/(-?\d{1,16}))?\./;

/**
 * A cursor as it is given away: bound to the question that its page answered.
 * @param moment of the page: `-30d` is another instant a minute later, and so is what was known; all pages are of one
 */
export function boundCursor(place: string, question: Question, moment?: Moment): string {
  return `${markOf(question)}.${moment === undefined ? '' : pinOf(moment)}${place}`;
}

/** The place that a cursor stands for. @throws LedgerError `invalid` when it is no cursor, or one of another question */
export function placeOfCursor(cursor: string, question: Question): string {
  if (cursor.slice(0, marks) !== markOf(question) || cursor[marks] !== '.') throw refused();
  return cursor.slice(marks + 1).replace(pinned, '');
}

/** The moment of the pages that a cursor goes on with; undefined where they are of now, or where it is no cursor. */
export function momentOfCursor(cursor: string): Moment | undefined {
  const found = pinned.exec(cursor.slice(marks + 1));
  if (found === null) return undefined;
  const [asOf, known, claimedBy] = found.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  return { asOf: asOf!, known: known!, ...(claimedBy === undefined ? {} : { claimedBy }) };
}

function pinOf({ asOf, known, claimedBy }: Moment): string {
  return `@${[asOf, known, ...(claimedBy === undefined ? [] : [claimedBy])].join('/')}.`;
}

function refused(): LedgerError {
  return new LedgerError('invalid', 'The cursor is not of a page of this list, in this order and with this filter.', {
    violations: [{ field: 'after', message: 'must be the `next` of the page before, asked the same way' }],
  });
}

/** A hash, because what is sought is a name. */
function markOf(question: Question): string {
  return hash('sha256', JSON.stringify(question), 'base64url').slice(0, marks);
}
