import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { ToneCounts, ToneSource } from '#read-models/voice-tone.js';
import type { ToneOfVoice, VoiceGrouping } from './voice-answers.js';
import { isMonthSelected, type VoiceSelection } from './voice-filter.js';

/** The tone of texts by channel and month, and not by relationship. */
export interface ToneWhen extends Readonly<ToneCounts> {
  readonly by: ToneSource;
  readonly channel: string;
  readonly month: string;
}

interface Tones {
  readonly tones: readonly ToneWhen[];
}

const sources = ['measured', 'source', 'person'] as const satisfies readonly ToneSource[];

export function toneWhenIn(view: ProjectionView): ToneWhen[] {
  return [...view.cells(['tone'])].map(({ at, sums }) => {
    const [, by, channel, month] = at as [string, ToneSource, string, string];
    const of = (name: keyof ToneCounts): number => Number(sums[name] ?? 0);
    const counts = { positive: of('positive'), neutral: of('neutral'), negative: of('negative') };
    return { by, channel, month, ...counts, missing: of('missing') };
  });
}

/** The tone is kept by channel and month: of a segment nothing is said of it. */
export function toneOf({ tones }: Tones, selection: VoiceSelection): { readonly tone?: readonly ToneOfVoice[] } {
  if (selection.segment !== undefined) return {};
  return { tone: summed(tones.filter((one) => isWhenSelected(selection, one))) };
}

/** The same of each group that has some; undefined where it is not kept so. */
export function toneOfGroups(
  { tones }: Tones,
  selection: VoiceSelection,
  by: VoiceGrouping,
): ReadonlyMap<string, readonly ToneOfVoice[]> | undefined {
  if (by === 'segment' || by === 'organisation' || selection.segment !== undefined) return undefined;
  const wanted = tones.filter((one) => isWhenSelected(selection, one));
  return new Map([...Map.groupBy(wanted, (one) => one[by])].map(([group, of]) => [group, summed(of)]));
}

function isWhenSelected(selection: VoiceSelection, { channel, month }: ToneWhen): boolean {
  return (selection.channel === undefined || selection.channel === channel) && isMonthSelected(selection, month);
}

function summed(tones: readonly ToneWhen[]): ToneOfVoice[] {
  return sources.flatMap((by) => {
    const of = tones.filter((one) => one.by === by);
    const sum = (name: keyof ToneCounts): number => of.reduce((all, one) => all + one[name], 0);
    const [positive, neutral, negative, missing] = [sum('positive'), sum('neutral'), sum('negative'), sum('missing')];
    const n = positive + neutral + negative;
    return n + missing === 0 ? [] : [{ by, n, positive, neutral, negative, missing }];
  });
}
