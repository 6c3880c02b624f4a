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
  const corrections = new Map<Id, RecordedEvent>();
  const reverts = new Map<Id, RecordedEvent>();
  const take = (type: string, into: Map<Id, RecordedEvent>, keyOf: (event: RecordedEvent) => Id | undefined): void => {
    for (const event of mirror.readDimension('type', type)) {
      const key = keyOf(event);
      // What was taken back, shown again and taken back once more has been none since the last time.
      if (key !== undefined && event.sequence <= known && event.sequence > (into.get(key)?.sequence ?? 0))
        into.set(key, event);
    }
  };
  const target = ({ data }: RecordedEvent): Id => (data as EventTypes['TouchpointRetracted']).target;
  take('TouchpointRetracted', corrections, target);
  take('TouchpointSuperseded', corrections, target);
  take('ImportReverted', reverts, ({ source }) => source.importId);
  return {
    dayOf({ id, source }) {
      const by = corrections.get(id) ?? (source.importId === undefined ? undefined : reverts.get(source.importId));
      return by === undefined ? undefined : dayOf(by);
    },
  };
}
