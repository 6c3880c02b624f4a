import { writeSync } from 'node:fs';
import { systemClock } from '#core/clock.js';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import { EmbeddedEventStore } from '#event-store/embedded/embedded-event-store.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';

/**
 * `ledger-writer DIRECTORY SEED WRITERS`: appends until it is killed, and tells each batch on standard output as soon as
 * it is acknowledged: `stream number size sequence`. Batch `b` of a stream is the events `b · 10` and following.
 */
const [directory, seed, writers] = process.argv.slice(2) as [string, string, string];
const random = mulberry32(Number(seed));
// Segments so small that every run makes and merges some.
const store = await EmbeddedEventStore.open(directory, systemClock, { segmentEvents: 256, mergeCount: 3 });

async function write(): Promise<never> {
  for (;;) {
    const stream = caseStream(Math.floor(random() * 40));
    const batch = Math.floor(random() * 1e9);
    const size = 1 + Math.floor(random() * 5);
    const events = Array.from({ length: size }, (_, i) =>
      sampleEvent(stream, batch * 10 + i, { reasonCode: `${i + 1} of ${size}` }),
    );
    const result = await store.append({ stream, expected: 'any', events });
    writeSync(1, `${stream} ${batch} ${size} ${result.events[0]!.sequence}\n`);
  }
}

await Promise.all(Array.from({ length: Number(writers) }, write));
