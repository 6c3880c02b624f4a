import type { RelationshipAnswer, TimelineEntry } from '../answers.js';
import type { StandingRow } from '../portfolio/standing-answers.js';
import type { SignalRow } from '../signals/signal-answers.js';
import type { ContactHabits } from './contact-habits.js';
import type { HandoverLine } from './handover-answers.js';

/** What a pack is made of: all of it read before. */
export interface HandoverMaterial {
  readonly answer: RelationshipAnswer;
  /** As the portfolio has it: value, and why it is at risk. */
  readonly standing: Partial<StandingRow>;
  readonly habits: ContactHabits;
  /** The latest first; without those that were taken back. */
  readonly latest: readonly (Pick<TimelineEntry, 'id' | 'type' | 'occurredAt' | 'actor' | 'data'> & {
    readonly text?: string;
  })[];
  /** Undefined of a past moment. */
  readonly signals?: readonly Pick<SignalRow, 'kind' | 'since' | 'why' | 'todo' | 'evidence'>[];
}

/** A line that there may be nothing to say in is left out. */
export type Line = HandoverLine | undefined;

const quoteMost = 160;

export function line(text: string | undefined | false, ...evidence: readonly (readonly string[] | undefined)[]): Line {
  if (text === undefined || text === false || text === '') return undefined;
  return { text, evidence: [...new Set(evidence.flatMap((ids) => ids ?? []))] };
}

/** What somebody said, cut to a length that is read at a glance. */
export function quoted(text: string): string {
  const chars = [...text.replaceAll(/\s+/gu, ' ')];
  return `“${chars.length > quoteMost ? `${chars.slice(0, quoteMost - 1).join('')}…` : chars.join('')}”`;
}

export function dayIn(iso: string): string {
  return iso.slice(0, 10);
}

/** “MessageReceived” → “message received”. */
export function typeText(type: string): string {
  return type.replaceAll(/(?<=.)([A-Z])/g, ' $1').toLowerCase();
}
