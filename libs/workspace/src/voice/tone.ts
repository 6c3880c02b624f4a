import { fewestOfGroup } from './small-groups.js';
import type { ToneOfTexts } from './voice-answers.js';
import type { TonePart } from './tone-parts.js';

/** Texts by tone, one for each that says it: of fewer than five it is only said how many there are. */
export function tonesOf(parts: readonly TonePart[]): ToneOfTexts[] {
  const sources = Map.groupBy(parts, ({ by }) => by);
  const found = [...sources].map(([by, of]): ToneOfTexts => {
    const sum = (member: 'positive' | 'neutral' | 'negative' | 'missing') =>
      of.reduce((all, part) => all + part[member], 0);
    const [positive, neutral, negative, missing] = [sum('positive'), sum('neutral'), sum('negative'), sum('missing')];
    const n = positive + neutral + negative;
    if (n < fewestOfGroup) return { by, n, missing, suppressed: true };
    return { by, n, missing, positive, neutral, negative };
  });
  return found.filter(({ n, missing }) => n + missing > 0).sort((a, b) => (a.by < b.by ? -1 : 1));
}
