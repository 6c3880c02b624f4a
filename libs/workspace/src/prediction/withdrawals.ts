import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';

/** When facts that are hidden now came to be. */
export interface Withdrawals {
  /** The day from which a hidden fact was known to be none; undefined where nothing says so. */
  dayOf(event: Pick<RecordedEvent, 'id' | 'source'>): number | undefined;
}

/** @param dayOf when an event was known */
export function withdrawalsOf(
  mirror: Pick<Mirror, 'readDimension'>,
  known: number,
  dayOf: (event: RecordedEvent) => number,
): Withdrawals {
  const ofTypes = (...types: readonly string[]): RecordedEvent[] =>
    types
      .flatMap((type) => [...mirror.readDimension('type', type)])
      .filter(({ sequence }) => sequence <= known)
      .sort((a, b) => a.sequence - b.sequence);
  // By what each is hidden now: the first that says so since it was last shown again.
  const corrected = new Map<Id, RecordedEvent>();
  for (const event of ofTypes('TouchpointRetracted', 'TouchpointSuperseded', 'TouchpointReinstated')) {
    const { target } = event.data as EventTypes['TouchpointRetracted'];
    if (event.type === 'TouchpointReinstated') corrected.delete(target);
    else if (!corrected.has(target)) corrected.set(target, event);
  }
  const reverted = new Map<Id, RecordedEvent>();
  for (const event of ofTypes('ImportReverted')) {
    const { importId } = event.source;
    if (importId !== undefined && !reverted.has(importId)) reverted.set(importId, event);
  }
  return {
    dayOf({ id, source }) {
      const by = corrected.get(id) ?? (source.importId === undefined ? undefined : reverted.get(source.importId));
      return by === undefined ? undefined : dayOf(by);
    },
  };
}
