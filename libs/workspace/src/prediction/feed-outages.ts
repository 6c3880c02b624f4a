import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import type { DayRange } from '#measures/prediction/relationship-history.js';
import { feedTypes } from '#projections/facts/feed-book.js';
import { dayNumberAt } from './local-days.js';

/** What is known of feeds: when each was down, and when any of them was last heard of. */
export interface FeedsOverTime {
  readonly outages: ReadonlyMap<string, readonly DayRange[]>;
  readonly lastWord: Instant;
}

/**
 * The days on which each connector that ever started was down all day: behind a stop, or while it was silent for longer than
 * it promised (engine.md §4). On a day on which it was up for a while what is missing may have come, so such a day is none.
 * @param known the last sequence that counts
 * @param now until when a connector that is silent is known to be
 */
export function feedsOverTime(
  mirror: Pick<Mirror, 'readDimension'>,
  known: number,
  now: Instant,
  zone: string,
): FeedsOverTime {
  const words = [...feedTypes]
    .flatMap((type) => [...mirror.readDimension('type', type)])
    .filter(({ sequence }) => sequence <= known)
    .sort((a, b) => a.sequence - b.sequence);
  const outages = new Map<string, readonly DayRange[]>();
  for (const [connector, own] of Map.groupBy(words, ({ source }) => source.connector))
    outages.set(
      connector,
      downOf(own, now).flatMap((down) => wholeDays(down, zone)),
    );
  return { outages, lastWord: words.reduce((last, { recordedAt }) => Math.max(last, recordedAt), -Infinity) };
}

type Down = readonly [from: Instant, until: Instant];

function downOf(words: readonly RecordedEvent[], now: Instant): Down[] {
  const found: Down[] = [];
  // Before it starts a feed promises nothing.
  let promisedMs: number | undefined;
  let downSince: Instant | undefined;
  for (const [i, { type, data, recordedAt }] of words.entries()) {
    if (type === 'FeedStarted') {
      if (downSince !== undefined) found.push([downSince, recordedAt]);
      const { heartbeatSec } = data as EventTypes['FeedStarted'];
      [promisedMs, downSince] = [heartbeatSec === undefined ? Infinity : heartbeatSec * 1000, undefined];
    } else if (type === 'FeedStopped' && promisedMs !== undefined) {
      downSince ??= recordedAt;
    }
    if (promisedMs === undefined || downSince !== undefined) continue;
    const next = words[i + 1]?.recordedAt ?? now;
    if (next - recordedAt > promisedMs) found.push([recordedAt + promisedMs, words[i + 1] ? next : Infinity]);
  }
  if (downSince !== undefined) found.push([downSince, Infinity]);
  return found;
}

function wholeDays([from, until]: Down, zone: string): DayRange[] {
  const days = {
    from: dayNumberAt(from - 1, zone) + 1,
    until: until === Infinity ? Infinity : dayNumberAt(until, zone),
  };
  return days.until > days.from ? [days] : [];
}
