import type { Instant } from '#core/time.js';
import type { KeyEntry, Position } from '#read-store/port.js';
import type { ContextTimeline } from '../facts/context-book.js';

/** What a batch is told of slots and of what is valid. */
interface Told {
  /** As it is known at `to`. */
  readonly timeline: ContextTimeline;
  readonly slots: ReadonlySet<number>;
  readonly from: readonly Position[];
  readonly to: Position;
}

/** For each slot, from which instant on something is valid otherwise than it was folded; undefined where nothing is. */
export type Begins = readonly (Instant | undefined)[];

/** What was published since, or has come to be valid as time passed. */
export function contextBegins({ timeline, slots, from, to }: Told): Begins {
  if (timeline.changes.length === 0) return [];
  return from.map((slot, number) => {
    const changed = timeline.changes.find(({ sequence, at }) =>
      sequence > slot.sequence ? sequence <= to.sequence && at <= to.horizon : at > slot.horizon && at <= to.horizon,
    );
    return slot.sequence > to.sequence || !slots.has(number) ? undefined : changed?.at;
  });
}

/** Words of feeds that were recorded before time had passed so far in a slot, which knew nothing of them yet. */
export function feedsBegin({ timeline: { feeds }, slots, from, to }: Told): Begins {
  if (feeds === undefined) return [];
  return from.map((slot, number) => {
    if (slot.sequence > to.sequence || !slots.has(number)) return undefined;
    const changed = feeds.otherwiseFrom(slot.sequence) ?? Infinity;
    return changed <= slot.horizon ? changed : undefined;
  });
}

/** When the last fact of a key occurred; what was set apart may hold from anywhere on. */
export function lastOf({ quarantine, place }: KeyEntry): Instant {
  return quarantine === undefined ? place.occurredAt : Infinity;
}
