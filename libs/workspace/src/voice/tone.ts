import { fewestOfGroup } from './small-groups.js';
import type { ToneOfTexts, VoiceGrouping } from './voice-answers.js';
import { isWhenSelected, type VoiceSelection } from './voice-filter.js';
import type { TonePart, VoiceParts } from './voice-parts.js';

/** Tone is kept by channel and month: where a segment is asked for nothing is said of it. */
export function tonesIn(parts: VoiceParts, selection: VoiceSelection): { readonly tone?: readonly ToneOfTexts[] } {
  if (selection.segment !== undefined) return {};
  return { tone: tonesOf(parts.toneWhen.filter((one) => isWhenSelected(selection, one))) };
}

/** The same of each group that has some; undefined where it is not kept so. */
export function tonesOfGroups(
  parts: VoiceParts,
  selection: VoiceSelection,
  by: VoiceGrouping,
): ReadonlyMap<string, readonly ToneOfTexts[]> | undefined {
  if (by === 'segment' || by === 'organisation' || selection.segment !== undefined) return undefined;
  const groups = Map.groupBy(
    parts.toneWhen.filter((one) => isWhenSelected(selection, one)),
    (one) => one[by],
  );
  return new Map([...groups].map(([group, of]) => [group, tonesOf(of)]));
}

function tonesOf(parts: readonly TonePart[]): ToneOfTexts[] {
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
