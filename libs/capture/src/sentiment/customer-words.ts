import type { TouchpointDraft } from '#domain/touchpoint.js';

/** Types whose text is the customer's own words. What an order or a call holds was written by a program or by us. */
export const wordsOfTheirs: ReadonlySet<string> = new Set([
  'MessageReceived',
  'SurveyAnswered',
  'ComplaintRaised',
  'PraiseGiven',
  'ReferralMade',
  'CaseOpened',
]);

/** Of the others a desk writes many down itself, and does not always say so. */
const sentByThem: ReadonlySet<string> = new Set(['MessageReceived', 'SurveyAnswered']);

/** What is spoken is written down by ours. */
const spoken: ReadonlySet<unknown> = new Set(['phone', 'meeting', 'in-person']);

/**
 * The text of a touchpoint that the customer wrote themself (definitions.md §1.7): not what ours wrote about it, not what a
 * machine sent, and nothing of which it is not clear.
 */
export function customerWords(draft: TouchpointDraft): string | undefined {
  const { type, data, personal, actor } = draft;
  if (!wordsOfTheirs.has(type)) return undefined;
  if (actor === undefined ? !sentByThem.has(type) : actor.side !== 'customer') return undefined;
  if (type === 'CaseOpened' && (data['openedBy'] ?? 'customer') !== 'customer') return undefined;
  if (data['automated'] === true || data['bulk'] === true || data['bounce'] === true) return undefined;
  if (data['visibility'] === 'internal' || spoken.has(data['channel'])) return undefined;
  if (data['direction'] !== undefined && data['direction'] !== 'inbound') return undefined;
  return [personal['verbatim'], personal['text']].find(isWritten);
}

function isWritten(text: unknown): text is string {
  return typeof text === 'string' && text.trim() !== '';
}
