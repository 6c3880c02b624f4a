import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { systemClock } from '#core/clock.js';
import { idOf } from '#domain/testing.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { history, record } from '#projections/oracle/random-history.js';
import type { DraftEvent } from '#projections/oracle/random-history.js';
import { openFolded } from './projections-kill.js';
import type { Folding } from './projections-kill.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';

/**
 * `projections-folder DIRECTORY SEED FOLDING`: appends random histories, folds them into all projections and rebuilds, switches
 * and drops builds of one of them all the while, until it is killed. Says `folding` when it has begun.
 */
/** So that what is recorded until a kill is still few enough to be recomputed in the plainest way. */
const appendEveryMs = 30;
const anyId = /00000000-0000-8000-8000-([0-9a-f]{12})/g;

const [directory, seed, folding] = process.argv.slice(2) as [string, string, string];
const random = mulberry32(Number(seed));
const ledger = await openEventStore(join(directory, 'ledger'), { clock: systemClock });
const projections = await openFolded(directory, ledger, JSON.parse(folding) as Folding);
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

/** Random histories one after the other, each with ids of its own: late facts, corrections, links, permissions. */
async function append(): Promise<never> {
  for (;;) {
    const offset = 100_000 * (ledger.head().sequence + 1);
    const [drafts] = fc.sample(history, { numRuns: 1, seed: Math.floor(random() * 2 ** 31) });
    await record(ledger, renumbered(drafts!, offset));
    await wait(appendEveryMs);
  }
}

/** The same with other ids of events; parties, cases and imports stay who they are. */
function renumbered(drafts: readonly DraftEvent[], offset: number): readonly DraftEvent[] {
  const text = JSON.stringify(drafts).replaceAll(anyId, (id, digits: string) => {
    const n = Number.parseInt(digits, 16);
    return n < 1000 ? id : idOf(n + offset);
  });
  return JSON.parse(text) as readonly DraftEvent[];
}

await projections.waitForAll();
await Promise.all([append(), rebuild()]);
