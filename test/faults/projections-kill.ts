import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '#core/clock.js';
import { openEventStore } from '#event-store/embedded/open.js';
import type { EventStore } from '#event-store/port.js';
import { pointerOf } from '#projections/builds/build-decisions.js';
import { canonicalContents, contentsOf, naiveContents } from '#projections/oracle/naive-projection.js';
import { openProjections } from '#projections/engine/projection-runtime.js';
import type { Projections } from '#projections/engine/projection-runtime.js';
import { journal, parts, trails } from '#projections/oracle/sample-projections.js';
import { alarms } from '#projections/oracle/sample-signals.js';
import { endOf, startProgram } from './ledger-child.js';
import { ledgerJournal } from './ledger-journal.js';
import { bundledRegistry, keptRegistry, threadProgram } from './thread-program.js';

/** What is folded; of the first builds are made, activated, rolled back and dropped all the while. */
export const folded = [trails, parts, journal, alarms] as const;

const files = [
  ['sample-projections.js', ['trails', 'parts', 'journal']],
  ['sample-signals.js', ['alarms']],
] as const;
const mostThreads = 2;

export interface ProjectionsKillReport {
  readonly kills: number;
  /** Events of all directories. */
  readonly events: number;
  readonly faults: readonly string[];
}

/** How the definitions are folded: from their bundles, by so many threads. */
export interface Folding {
  readonly bundles: string;
  readonly made: readonly { readonly name: string; readonly bundle: string }[];
  /** Of the program of the threads. */
  readonly url: string;
  readonly count: number;
}

/** The definitions that are folded, by another thread each, or (0) by that of the program. */
export async function openFolded(directory: string, ledger: EventStore, folding: Folding): Promise<Projections> {
  const { bundles, made, url, count } = folding;
  return openProjections({
    eventStore: ledger,
    readStore: join(directory, 'read'),
    registry: await keptRegistry(bundles, made),
    clock: systemClock,
    journal: ledgerJournal(ledger),
    threads: { count, ledger: join(directory, 'ledger'), bundles, program: { url: new URL(url) } },
  });
}

/** A recomputation of everything from nothing takes the square of it: after so many kills a new directory is begun. */
const killsOfDirectory = 10;
const latestKillMs = 700;

/**
 * Kills a process that appends, folds, rebuilds, activates, rolls back and drops, at random moments. What the next one
 * makes of what was left must be what a naive recomputation gives, with the build that was decided on serving, and no
 * files that nobody knows.
 */
export async function projectionsKillLoop(
  folder: string,
  { rounds, seed }: { readonly rounds: number; readonly seed: number },
): Promise<ProjectionsKillReport> {
  const random = mulberry32(seed);
  const directory = join(folder, 'projections');
  const bundles = join(folder, 'bundles');
  const program = await threadProgram();
  const made = [];
  for (const [file, names] of files)
    for (const { definition, bundle } of (await bundledRegistry(bundles, file, names)).projections)
      made.push({ name: definition.name, bundle });
  const faults: string[] = [];
  let [kills, events, before] = [0, 0, 0];
  while (kills < rounds && faults.length === 0) {
    if (kills % killsOfDirectory === 0) {
      rmSync(directory, { recursive: true, force: true });
      before = 0;
    }
    const folding = { bundles, made, url: program.url.href, count: kills % (mostThreads + 1) };
    const ended = await foldUntilKilled(directory, folding, Math.floor(random() * 2 ** 31), random() * latestKillMs);
    if (ended !== undefined) faults.push(ended);
    kills++;
    const checked = await check(directory, folding, before > 0);
    events += checked.events - before;
    before = checked.events;
    faults.push(...checked.faults.map((fault) => `After kill ${kills}: ${fault}`));
  }
  program.remove();
  return { kills, events, faults };
}

/** @returns what is wrong when it did not end by the kill */
async function foldUntilKilled(
  directory: string,
  folding: Folding,
  seed: number,
  killAfterMs: number,
): Promise<string | undefined> {
  const child = startProgram('projections-folder', [directory, String(seed), JSON.stringify(folding)]);
  const ended = endOf(child, 60_000);
  await Promise.race([new Promise((resolve) => child.stdout!.once('data', resolve)), ended]);
  await wait(killAfterMs);
  child.kill('SIGKILL');
  const { signal, stderr } = await ended;
  return signal === 'SIGKILL' && stderr === '' ? undefined : `It ended by ${signal ?? 'itself'}: ${stderr}`;
}

/**
 * What the next process makes of what was left.
 * @param answers whether every projection had something to answer before
 */
async function check(
  directory: string,
  folding: Folding,
  answers: boolean,
): Promise<{ readonly events: number; readonly faults: readonly string[] }> {
  const ledger = await openEventStore(join(directory, 'ledger'), { clock: systemClock });
  const projections = await openFolded(directory, ledger, folding);
  const faults: string[] = [];
  try {
    await projections.start();
    const silent = projections.status().filter(({ build }) => build === undefined);
    if (answers && silent.length > 0) faults.push(`Nothing answers for ${silent.map(({ name }) => name).join()}`);
    await projections.waitForAll({ timeoutMs: 60_000 });
    await projections.waitForBuild('trails', { timeoutMs: 60_000 });
    const pointer = pointerOf('trails', ledgerJournal(ledger).read());
    const builds = projections.builds('trails').map(({ number, state }) => `${number} ${state}`);
    if (!builds.includes(`${pointer.serving?.number ?? 1} serving`))
      faults.push(`The builds are ${builds.join()}, and what was decided is ${JSON.stringify(pointer)}`);
    const events = [...ledger.readAll()];
    for (const definition of folded) {
      const text = projections.read(definition.name, (view) => canonicalContents(contentsOf(view)));
      if (text !== canonicalContents(naiveContents(definition, events, systemClock.now())))
        faults.push(`${definition.name} is not what a naive recomputation gives`);
    }
    return { events: events.length, faults };
  } finally {
    await projections.stop();
    await ledger.close();
    const files = readdirSync(join(directory, 'read')).filter((name) => name.endsWith('.mdb'));
    // The catalogue, what serves, and at most one build kept and one that waits.
    const most = 1 + folded.length + 2;
    if (files.length > most) faults.push(`There are ${files.length} files of builds, and ${most} at most have a use`);
  }
}
