import type { BreadthState } from './breadth.js';
import { peopleMax, type ContactState } from './contact-state.js';

/** Beyond so many people in exchanges within 180 days, those whose last exchange lies longest back give way. */
export const breadthPeopleMax = { theirs: 500, ours: 200 } as const;
/** Beyond so many people in conversations of the last 14 days, conversations longest untouched are forgotten. */
export const conversationPeopleMax = 2_500;

/**
 * Keeps what is remembered of contact small enough for a document, however many people take part. It changes nothing
 * below those numbers.
 */
export function keepSmall(contact: ContactState, breadth: BreadthState): void {
  const { conversations } = contact;
  if (conversations.length * peopleMax > conversationPeopleMax) {
    let people = 0;
    for (const conversation of conversations) people += conversation.people.length;
    while (people > conversationPeopleMax) people -= conversations.shift()!.people.length;
  }
  if (breadth.theirs.length > breadthPeopleMax.theirs) {
    breadth.theirs = breadth.theirs.toSorted((a, b) => b.last - a.last).slice(0, breadthPeopleMax.theirs);
  }
  if (breadth.ours.length > breadthPeopleMax.ours) {
    breadth.ours = breadth.ours.toSorted((a, b) => b.days.at(-1)! - a.days.at(-1)!).slice(0, breadthPeopleMax.ours);
  }
}
