import { caseStateAfter } from '#measures/process/case-state.js';
import type { ReplyStep } from '#measures/replies/reply-waits.js';
import { actSides, isCustomers, type Act } from './acts.js';

/** Types of theirs that ask for an answer. A call or a meeting is its own answer. */
const asking: ReadonlySet<string> = new Set(['MessageReceived', 'ComplaintRaised', 'CaseOpened']);

/** Types of ours that answer: something is written to the customer, or both sides speak. */
const answering: ReadonlySet<string> = new Set(['MessageSent', 'CallHeld', 'MeetingHeld', 'VisitMade']);

/** Types whose events may be steps: of all others `replyStepOf` says nothing. */
export const replyStepTypes: ReadonlySet<string> = new Set([
  ...asking,
  ...answering,
  'CaseResolved',
  'CaseReopened',
  'StageLeft',
]);

/**
 * What an event is to the wait for a reply (definitions.md §1.7); undefined when nothing. A message counts only when it is
 * an act of that side (`actSides`): a human of ours wrote it, it is not bulk, it is no bounce; an automatic reply of theirs
 * asks nothing either. What is internal the customer does not see.
 */
export function replyStepOf(event: Act): ReplyStep | undefined {
  if (caseStateAfter('open', event) === 'ended') return 'closed';
  if (event.type === 'CaseReopened') return isCustomers(event) ? 'reopened-by-customer' : 'reopened';
  const data = event.data as { automated?: boolean; visibility?: string; direction?: string };
  if (data.visibility === 'internal' || data.direction === 'internal' || data.automated === true) return undefined;
  // A call that they made and we took is an act of theirs, and an answer all the same: both sides spoke.
  if (event.type === 'CallHeld') return event.actor.startsWith('system:') ? undefined : 'reply';
  const sides = actSides(event);
  if (sides.has('ours') && answering.has(event.type)) return 'reply';
  return sides.has('theirs') && asking.has(event.type) ? 'customer' : undefined;
}
