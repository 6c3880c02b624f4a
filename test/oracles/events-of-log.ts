import type { RecordedEvent } from '#core/record.js';
import { eventOf } from '#domain/testing.js';
import type { LogEvent } from './process-log.js';

/** A log as recorded events of one process, as plainly as possible: the texts of the log themselves are the ids. */
export function eventsOfLog(events: readonly LogEvent[], process: string): RecordedEvent[] {
  return events.map((event, i) =>
    eventOf('ActivityRecorded', {
      id: `event ${i}`,
      sequence: i + 1,
      ordinal: i,
      occurredAt: event.at,
      actor: event.resource ?? 'connector:xes',
      parties: [{ id: event.customer ?? 'customer', role: 'customer', side: 'customer' }],
      process: {
        definition: process,
        dataset: process,
        case: event.case,
        activity: event.activity,
        lifecycle: event.lifecycle?.toLowerCase() ?? 'complete',
      },
      data: event.team === undefined ? {} : { team: event.team },
    }),
  );
}
