import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';

/**
 * Whether a connector feeds the ledger at an instant (engine.md §4), looked up in all that is known. Shares no code with
 * the engine.
 */
export function naiveUp(known: readonly RecordedEvent[], connector: string, at: Instant): boolean {
  const words = known
    .filter(
      ({ type, source, recordedAt }) =>
        /^Feed(Started|Heartbeat|Stopped)$/.test(type) && source.connector === connector && recordedAt <= at,
    )
    .toSorted((a, b) => a.sequence - b.sequence);
  const last = words.findLast(({ type }) => type !== 'FeedHeartbeat');
  if (last?.type !== 'FeedStarted') return false;
  const { heartbeatSec } = last.data as { heartbeatSec?: number };
  if (heartbeatSec === undefined) return true;
  return at <= words.at(-1)!.recordedAt + heartbeatSec * 1000;
}
