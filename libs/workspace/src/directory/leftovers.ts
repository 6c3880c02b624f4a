import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#core/clock.js';
import { systemRandom } from '#core/random.js';
import { openBundles } from '#projections/definition/bundle-store.js';
import { currentBundles, projectionNames } from '#projections/definition/projection-registry.js';
import { openReadStoreReader } from '#read-store/embedded/embedded-read-store.js';
import type { BuildInfo } from '#read-store/port.js';
import type { Finding } from '../answers.js';
import type { DataDirectory } from './data-directory.js';
import { openToWrite, readModels } from './open-workspace.js';
import { findServer } from './server-file.js';

/** What a kill, or a projection that was deleted, has left in a data directory. */
interface Leftovers {
  /** Projections without a file, with their builds. */
  readonly gone: ReadonlyMap<string, readonly BuildInfo[]>;
  /** Code that no build is executed from. */
  readonly bundles: readonly string[];
  /** Files of builds that are in no catalogue, and stores that were to be thrown away. */
  readonly files: readonly string[];
}

const check = 'builds';
const advice = 'tend doctor --clean removes it; a server does at its start, but for builds without a file.';

/** Names what is left over; nothing is changed. @param projections folder of projection files */
export async function findLeftovers(directory: DataDirectory, projections = readModels): Promise<Finding[]> {
  const { gone, bundles, files } = await leftoversOf(directory, projections);
  const findings: Finding[] = [...gone].map(([name, builds]) => ({
    check,
    state: 'warning',
    detail: `${name}: ${builds.map(({ id }) => id).join(', ')} and no file of the projection`,
    advice: `Bring the file back, or give them up: tend projections drop ${name} (or tend doctor --clean)`,
  }));
  if (bundles.length > 0)
    findings.push({ check, state: 'warning', detail: `code of builds that are no more: ${bundles.length}`, advice });
  if (files.length > 0)
    findings.push({ check, state: 'warning', detail: `files of no build: ${files.join(', ')}`, advice });
  if (findings.length > 0) return findings;
  return [{ check, state: 'good', detail: 'nothing is left of builds that are no more' }];
}

/**
 * Removes what is left over: builds of projections without a file (by an event each), code and files of no build.
 * @returns what was removed
 * @throws LedgerError `data-directory-locked` while a server runs
 */
export async function cleanLeftovers(directory: DataDirectory, projections = readModels): Promise<Finding[]> {
  const before = await leftoversOf(directory, projections);
  const ports = { clock: systemClock, random: systemRandom() };
  // Opening it removes files of no build, and starting it code of no build.
  const workspace = await openToWrite({ directory: directory.path, projections, ...ports });
  try {
    await workspace.projections.start();
    for (const name of before.gone.keys()) await workspace.projections.drop(name);
  } finally {
    await workspace.projections.stop();
    await workspace.keys.close();
    await workspace.ledger.close();
  }
  const removed = [
    ...[...before.gone.values()].flat().map(({ id }) => `the build ${id}`),
    ...before.bundles.map((hash) => `the code ${hash.slice(0, 12)}`),
    ...before.files.map((name) => `the file ${name}`),
  ];
  return removed.map((what) => ({ check, state: 'good', detail: `removed ${what}` }));
}

async function leftoversOf(directory: DataDirectory, projections: string): Promise<Leftovers> {
  const reader = await openReadStoreReader(directory.read);
  const builds = reader.builds();
  await reader.close();
  const names = new Set(projectionNames(projections));
  const gone = Map.groupBy(
    builds.filter(({ name }) => !names.has(name)),
    ({ name }) => name,
  );
  // Where a server runs, builds come and go while we look.
  if (findServer(directory) !== undefined) return { gone, bundles: [], files: [] };
  const store = openBundles(join(directory.operations, 'bundles'));
  const wanted = new Set([...builds.flatMap(({ code }) => code?.bundle ?? []), ...currentBundles(projections, store)]);
  const known = new Set(['catalogue', ...builds.map(({ id }) => id)]);
  const isOfBuild = (name: string): boolean => /\.mdb(?:-lock)?$/.test(name) && !name.startsWith('scratch-');
  const files = existsSync(directory.read) ? readdirSync(directory.read) : [];
  return {
    gone,
    bundles: store.list().filter((hash) => !wanted.has(hash)),
    files: files.filter(
      (name) => name.startsWith('scratch-') || (isOfBuild(name) && !known.has(name.replace(/\.mdb(?:-lock)?$/, ''))),
    ),
  };
}
