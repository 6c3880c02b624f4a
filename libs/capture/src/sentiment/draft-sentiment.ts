import { givenData } from '#core/measured-data.js';
import type { UnplacedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { Sentiment } from '#domain/events/touchpoint-data.js';
import type { TouchpointDraft } from '#domain/touchpoint.js';
import type { Mirror } from '#event-store/port.js';
import { customerWords } from './customer-words.js';
import type { SentimentScorer } from './text-sentiment.js';

/** What measuring needs of the data directory. */
export interface MeasuringPorts {
  readonly ledger: Pick<Mirror, 'get'>;
  /**
   * Whether what these people wrote, or what is about them, may be measured now: nobody of them objects or is restricted.
   * @param parties of the customer's side
   */
  readonly mayMeasure: (this: void, parties: readonly Id[]) => boolean;
}

/**
 * A draft without the sentiment that it claims this program measured: what that says, only the ledger itself knows, and it
 * is no part of what makes records the same.
 */
export function asGiven(draft: TouchpointDraft): TouchpointDraft {
  const data = givenData(draft.data);
  return data === draft.data ? draft : { ...draft, data };
}

/**
 * The sentiment of what the customer wrote, where the source says none; undefined: missing. What is recorded is not
 * measured again, and nothing is where somebody of the customer's side may not be measured: subject, author or beside them.
 *
 * @param event the record that is made of the draft
 */
export function sentimentOf(
  draft: TouchpointDraft,
  { id, actor, parties }: Pick<UnplacedEvent, 'id' | 'actor' | 'parties'>,
  { ledger, mayMeasure }: MeasuringPorts,
  scorer: SentimentScorer,
): Sentiment | undefined {
  if (draft.data['sentiment'] !== undefined) return undefined;
  const words = customerWords(draft);
  if (words === undefined || ledger.get(id) !== undefined) return undefined;
  const theirs = parties.filter(({ side }) => side === 'customer').map((party) => party.id);
  // Who wrote it need not be a party of it.
  if (draft.actor !== undefined) theirs.push(actor);
  return mayMeasure(theirs) ? scorer(words) : undefined;
}
