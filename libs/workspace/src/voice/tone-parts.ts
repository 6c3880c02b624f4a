import type { Id } from '#core/time.js';
import type { ToneCounts, ToneSource } from '#read-models/voice-tone.js';
import type { CellPath } from '#read-store/port.js';
import type { PartOfRelationship } from './voice-filter.js';

/** Texts of customers by tone, on one channel in one month; of all together where nothing needs them apart. */
export interface TonePart extends PartOfRelationship, Readonly<ToneCounts> {
  readonly by: ToneSource;
}

/** What a total of tones says. */
export function toneIn(
  { at, sums }: { readonly at: CellPath; readonly sums: Readonly<Record<string, number | bigint>> },
  relationship: Id,
  segment: string,
): TonePart {
  const [, by, channel, month] = at as [string, ToneSource, string, string];
  const sum = (tone: keyof ToneCounts): number => Number(sums[tone] ?? 0);
  const counts = {
    positive: sum('positive'),
    neutral: sum('neutral'),
    negative: sum('negative'),
    missing: sum('missing'),
  };
  return { by, relationship, segment, channel, month, ...counts };
}
