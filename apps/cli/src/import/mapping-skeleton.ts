import { readFileSync } from 'node:fs';
import type { Proposal } from '#workspace/tend.js';

/** Columns that are named in each place to fill in; of a file with more the header itself is looked at. */
const columnsNamed = 40;

/**
 * A mapping for a person to fill in, of a file for which none can be proposed. Each place says what can stand there, and
 * whatever is left as it is is refused when the mapping is given: nothing in it is a guess.
 */
export function mappingSkeleton({ columns, timeFormats }: Pick<Proposal, 'columns' | 'timeFormats'>): object {
  const more = columns.length > columnsNamed ? [`… (${columns.length} columns)`] : [];
  const names = [...columns.slice(0, columnsNamed), ...more].join(', ');
  return {
    version: 1,
    format: 'csv',
    time: { column: `(when it happened: one of ${names})`, format: `(one of ${timeFormats.join(', ')})` },
    identity: [`(what recognises a row and never changes: one or more of ${names})`],
    type: 'NoteAdded',
    parties: [{ column: `(the customer: one of ${names})`, kind: 'organisation', role: 'customer', side: 'customer' }],
    unmapped: 'seal',
  };
}

export function skeletonText(path: string): string {
  return (
    `A mapping to be filled in is in ${path}: say in it which columns are "time", "identity" and "parties" ` +
    `(or "case" and "activity" beside them), then give it with --mapping ${path}.`
  );
}

/** Whether a person has filled a skeleton in, or wrote the mapping themselves: nothing in it waits to be said. */
export function isFilledIn(path: string): boolean {
  try {
    const text = readFileSync(path, 'utf8');
    return text.trim() !== '' && !/"\((?:when|one of|what|the customer)/.test(text);
  } catch {
    return false;
  }
}
