import type { Unplaced } from './voice-answers.js';
import { isWhenSelected, type PartOfRelationship, type VoiceSelection } from './voice-filter.js';
import type { VoiceParts } from './voice-parts.js';

/**
 * What is left out where measures are narrowed to a channel or to months: of a relationship that has very many of both, those
 * beyond 800 are counted together, without either.
 * @returns undefined where nothing is left out
 */
export function unplacedIn(parts: VoiceParts, selection: VoiceSelection): Unplaced | undefined {
  const isLeftOut = (part: PartOfRelationship): boolean =>
    part.month === 'any' &&
    (selection.segment === undefined || selection.segment === part.segment) &&
    !isWhenSelected(selection, part);
  const sum = <Part extends PartOfRelationship>(all: readonly Part[], countOf: (part: Part) => number): number =>
    all.reduce((count, part) => (isLeftOut(part) ? count + countOf(part) : count), 0);
  const { effort } = parts;
  const found: Unplaced = {
    answers: sum(parts.answers, ({ counts }) => counts.reduce((all, { count }) => all + count, 0)),
    waits: sum(parts.waits, ({ replied, neverAnswered, waiting }) => replied + neverAnswered + waiting),
    texts: sum(parts.tones, ({ positive, neutral, negative, missing }) => positive + neutral + negative + missing),
    matters: sum(effort.matters, ({ resolved, unopened, uncontacted }) => resolved + unopened + uncontacted),
    // An escalation comes on no channel.
    escalations: selection.channel === undefined ? sum(effort.escalations, ({ escalations }) => escalations) : 0,
  };
  return Object.values(found).some((count) => count > 0) ? found : undefined;
}
