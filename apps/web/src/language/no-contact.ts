import type { RelationshipRow } from '#workspace/answers.js';
import { texts } from '../texts.js';

type Counted = Pick<RelationshipRow, 'touchpoints' | 'lastContact' | 'contactDays'>;

/**
 * Why there is no contact where there are touchpoints: what looks wrong beside a thousand touchpoints is a question of
 * their types, which the mapping of the import decides.
 * @returns undefined for what is no count of contacts, or has something to count
 */
export function whyNoContact(column: string, { touchpoints, lastContact, contactDays }: Counted): string | undefined {
  if (touchpoints === 0) return undefined;
  const words = texts.noContact;
  const asks = { theirs: contactDays.theirs === 0, ours: contactDays.ours === 0 } as const;
  if (lastContact === undefined)
    return ['theirs', 'ours', 'lastContact', 'firstContact'].includes(column) ? words.none : undefined;
  if (column === 'theirs' && asks.theirs) return words.theirs;
  return column === 'ours' && asks.ours ? words.ours : undefined;
}
