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
import { ledgerJournal } from './ledger-journal.js';

/**
 * `projections-folder DIRECTORY SEED`: appends facts of any time, folds them into two projections and rebuilds, switches
 * and drops builds of one of them all the while, until it is killed. Says `folding` when it has begun.
 */
const [directory, seed] = process.argv.slice(2) as [string, string];
const random = seededNumbers(Number(seed));
const ledger = await openEventStore(join(directory, 'ledger'), { clock: systemClock });
const projections = await openProjections({
  eventStore: ledger,
  readStore: join(directory, 'read'),
  registry: registryOf(trails, journal),
  clock: systemClock,
  journal: ledgerJournal(ledger),
});
await projections.start();
writeSync(1, 'folding\n');

/** All that can be done with builds, over and over; after a kill somewhere in it. */
async function rebuild(): Promise<never> {
  await projections.waitForBuild('trails');
  for (;;) {
    await projections.rebuild('trails');
    await projections.rollBack('trails');
    await projections.activate('trails');
    await projections.drop('trails');
    await projections.rebuild('trails', undefined, undefined, { activate: false });
    await projections.activate('trails');
  }
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
