import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#core/clock.js';
import { idOf } from '#domain/testing.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { openProjections } from '#projections/projection-runtime.js';
import { registryOf } from '#projections/projection-registry.js';
import { messages } from '#projections/random-history.js';
import { journal, trails } from '#projections/sample-projections.js';
import { seededNumbers } from './ledger-child.js';

/**
 * `projections-folder DIRECTORY SEED`: appends facts of any time, folds them into two projections and rebuilds one of
 * them all the while, until it is killed. Says `folding` when it has begun.
 */
const [directory, seed] = process.argv.slice(2) as [string, string];
const random = seededNumbers(Number(seed));
const ledger = await openEventStore(join(directory, 'ledger'), { clock: systemClock });
const projections = await openProjections({
  eventStore: ledger,
  readStore: join(directory, 'read'),
  registry: registryOf(trails, journal),
  clock: systemClock,
});
await projections.start();
writeSync(1, 'folding\n');

async function rebuild(): Promise<never> {
  for (;;) await projections.rebuild('trails');
}

async function append(): Promise<never> {
  const template = messages(20);
  for (;;) {
    const { sequence } = ledger.head();
    const events = template.map((event, i) => ({
      ...event,
      id: idOf(10_000 + sequence + i),
      stream: template[0]!.stream,
      occurredAt: event.occurredAt + Math.floor(random() * 50),
    }));
    await ledger.append({ stream: template[0]!.stream, expected: 'any', events });
  }
}

await projections.waitForAll();
await Promise.all([append(), rebuild()]);
