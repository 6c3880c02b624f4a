import { hash } from 'node:crypto';
import { LedgerError } from '#core/errors.js';

/** What a list was asked, beside how much of it: a cursor of another question has no place in it. */
export type Question = readonly (string | undefined)[];

const marks = 10;

/** A cursor as it is given away: bound to the question that its page answered. */
export function boundCursor(place: string, question: Question): string {
  return `${markOf(question)}.${place}`;
}

/** The place that a cursor stands for. @throws LedgerError `invalid` when it is no cursor, or one of another question */
export function placeOfCursor(cursor: string, question: Question): string {
  const mark = cursor.slice(0, marks);
  if (mark === markOf(question) && cursor[marks] === '.') return cursor.slice(marks + 1);
  throw new LedgerError('invalid', 'The cursor is not of a page of this list, in this order and with this filter.', {
    violations: [{ field: 'after', message: 'must be the `next` of the page before, asked the same way' }],
  });
}

/** A hash, because what is sought is a name. */
function markOf(question: Question): string {
  return hash('sha256', JSON.stringify(question), 'base64url').slice(0, marks);
}
