import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '#core/clock.js';
import { openEventStore } from '#event-store/embedded/open.js';
import { pointerOf } from '#projections/build-decisions.js';
import { canonicalContents, contentsOf, naiveContents } from '#projections/naive-projection.js';
import { registryOf } from '#projections/projection-registry.js';
import { openProjections } from '#projections/projection-runtime.js';
import { journal, parts, trails } from '#projections/sample-projections.js';
import { alarms } from '#projections/sample-signals.js';
import { endOf, seededNumbers, startProgram } from './ledger-child.js';
import { ledgerJournal } from './ledger-journal.js';

/** What is folded; of the first builds are made, activated, rolled back and dropped all the while. */
export const folded = [trails, parts, journal, alarms] as const;

export interface ProjectionsKillReport {
  readonly kills: number;
  /** Events of all directories. */
  readonly events: number;
  readonly faults: readonly string[];
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
  const random = seededNumbers(seed);
  const directory = join(folder, 'projections');
  const faults: string[] = [];
  let [kills, events, before] = [0, 0, 0];
  while (kills < rounds && faults.length === 0) {
    if (kills % killsOfDirectory === 0) {
      rmSync(directory, { recursive: true, force: true });
      before = 0;
    }
    const ended = await foldUntilKilled(directory, Math.floor(random() * 2 ** 31), random() * latestKillMs);
    if (ended !== undefined) faults.push(ended);
    kills++;
    const checked = await check(directory, before > 0);
    events += checked.events - before;
    before = checked.events;
    faults.push(...checked.faults.map((fault) => `After kill ${kills}: ${fault}`));
  }
  return { kills, events, faults };
}

/** @returns what is wrong when it did not end by the kill */
async function foldUntilKilled(directory: string, seed: number, killAfterMs: number): Promise<string | undefined> {
  const child = startProgram('projections-folder', [directory, String(seed)]);
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
  answers: boolean,
): Promise<{ readonly events: number; readonly faults: readonly string[] }> {
  const ledger = await openEventStore(join(directory, 'ledger'), { clock: systemClock });
  const projections = await openProjections({
    eventStore: ledger,
    readStore: join(directory, 'read'),
    registry: registryOf(...folded),
    clock: systemClock,
    journal: ledgerJournal(ledger),
  });
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
