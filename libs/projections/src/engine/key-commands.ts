import { LedgerError } from '#core/errors.js';
import { namedOf } from '../builds/build-decisions.js';
import type { BuildWork } from '../builds/build-work.js';
import type { EngineParts } from '../builds/engine-parts.js';
import type { Following } from '../batches/following.js';
import type { ProjectionBuilds } from '../builds/projection-builds.js';

/** The commands of a person about keys: that one is set apart where a call does not come back, or released. */

type Parts = Pick<EngineParts, 'journal' | 'readStore' | 'folding'>;

/**
 * Lets builds that stand still at a key go on without the event at which they do (engine.md §10). Only what stands still can
 * be let pass: a decision is about what everybody sees.
 * @throws LedgerError `build-conflict`, `disk-full`, `revision-conflict`
 */
export async function quarantineKey(
  builds: ProjectionBuilds,
  { parts, work, key }: { readonly parts: Parts; readonly work: BuildWork; readonly key: string },
): Promise<void> {
  await builds.alone(async () => {
    const stalled = stalledOf(builds).filter(({ stall }) => stall!.key === key);
    const decided = new Set<string>();
    for (const { build, stall } of stalled) {
      const { kind, event } = stall!;
      if (event === undefined || kind === 'count')
        throw new LedgerError('build-conflict', `${build.info.id} cannot go on without it: its file is to be mended.`);
      const { projection, fingerprint, number } = namedOf(build.info);
      const what = `${fingerprint} ${event}`;
      if (!decided.has(what))
        await parts.journal.append(
          { type: 'KeyQuarantined', data: { projection, fingerprint, number, key, event } },
          'person',
        );
      decided.add(what);
    }
    if (stalled.length === 0) throw noneAt(builds, key);
    await goOn(builds, parts, work);
  });
}

/**
 * Folds a key anew that is set apart, by whom or what ever.
 * @throws LedgerError `build-conflict`, `disk-full`, `revision-conflict`
 */
export async function releaseKey(builds: ProjectionBuilds, { journal }: Parts, key: string): Promise<void> {
  await builds.alone(async () => {
    const decided = new Set<string>();
    for (const { build, projection } of followingsOf(builds)) {
      const isApart = projection.apart?.inEffect().some((one) => one.key === key);
      const isFaulty = build.read((snapshot) => snapshot.entry(key)?.quarantine) !== undefined;
      if ((isApart !== true && !isFaulty) || decided.has(build.info.fingerprint)) continue;
      decided.add(build.info.fingerprint);
      await journal.append({ type: 'KeyReleased', data: { ...namedOf(build.info), key } }, 'person');
    }
    if (decided.size === 0)
      throw new LedgerError('build-conflict', `The key ${key} of ${builds.name} is not set apart.`);
  });
}

/** Calls again what did not come back: the machine may have been busy. @returns whether there was such a build */
export async function tryStalledAgain(builds: ProjectionBuilds, parts: Parts, work: BuildWork): Promise<boolean> {
  const isStalled = stalledOf(builds).length > 0;
  if (isStalled) await goOn(builds, parts, work);
  return isStalled;
}

async function goOn(builds: ProjectionBuilds, { readStore, folding }: Parts, work: BuildWork): Promise<void> {
  for (const follower of stalledOf(builds)) {
    await readStore.noteStall(follower.build.info.id);
    follower.tryAgain();
    folding.again(follower);
    if (builds.beside?.follower === follower) builds.beside.failure = undefined;
  }
  work.again();
}

function stalledOf(builds: ProjectionBuilds): readonly Following[] {
  return followingsOf(builds).filter(({ stall }) => stall !== undefined);
}

function followingsOf({ followers, beside }: ProjectionBuilds): readonly Following[] {
  const all = new Set([...followers.values(), ...(beside === undefined ? [] : [beside.follower])]);
  return [...all];
}

function noneAt(builds: ProjectionBuilds, key: string): LedgerError {
  const keys = stalledOf(builds).map(({ stall }) => stall!.key);
  const hint = keys.length === 0 ? 'What only takes long goes on by itself.' : `It stands still at ${keys.join(', ')}.`;
  return new LedgerError('build-conflict', `No build of ${builds.name} stands still at the key ${key}.`, { hint });
}
