import { factOf } from '#domain/fact.js';
import { upcast } from '#domain/upcasting.js';
import { openMirror } from '#event-store/embedded/open.js';
import { builtInProjections, zone } from './engine-bench.js';
import { foldPlainly, type Looking, type PlainEvent, type PlainRun } from './plain-loop.js';

/**
 * `plain-loop-child LEDGER LOOKING`: folds a ledger by the plain loop, in a process of its own, because the array takes
 * more memory than the engine may. Prints one line of JSON: see `PlainRun`.
 */
async function main([directory, looking]: readonly string[]): Promise<void> {
  const mirror = await openMirror(directory!);
  const events: PlainEvent[] = [];
  for (const event of mirror.readAll()) events.push({ fact: factOf(upcast(event), 1), stream: event.stream });
  const { projections } = await builtInProjections();
  const spent: [string, number][] = [];
  const documents: Record<string, number> = {};
  let applications = 0;
  let changes = 0;
  for (const { definition } of projections) {
    const startedMs = performance.now();
    const contents = foldPlainly(definition, events, { zone }, looking as Looking);
    spent.push([definition.name, (performance.now() - startedMs) / 1000]);
    documents[definition.name] = contents.documents.size;
    applications += contents.applications;
    changes += contents.changes;
  }
  await mirror.close();
  const seconds = spent.reduce((sum, [, some]) => sum + some, 0);
  const run: PlainRun = {
    events: events.length,
    seconds,
    byProjection: Object.fromEntries(spent),
    documents,
    applications,
    changes,
  };
  process.stdout.write(`${JSON.stringify(run)}\n`);
}

await main(process.argv.slice(2));
