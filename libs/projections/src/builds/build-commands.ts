import { LedgerError } from '#core/errors.js';
import type { BuildInfo } from '#read-store/port.js';
import type { BuildSwitch } from './build-switch.js';
import type { ProjectionBuilds } from './projection-builds.js';

/** The commands of a person about complete builds: each decides, and leaves the doing to the switch. */

/**
 * Lets a build serve: the one that is named, else the one that waits, else the one that was gone back from.
 * @throws LedgerError `not-found`, `build-conflict`, `stalled`
 */
export async function activateBuild(builds: ProjectionBuilds, pointers: BuildSwitch, id?: string): Promise<void> {
  await builds.alone(async () => {
    const info = id === undefined ? toActivate(builds, pointers) : builds.require(id);
    if (info.state === 'serving') throw new LedgerError('build-conflict', `The build ${info.id} serves already.`);
    await pointers.serve(builds, info.id, 'BuildActivated', 'person');
  });
}

/** Goes back to the build that served before. @throws LedgerError `build-conflict`, `stalled` */
export async function rollBackBuild(builds: ProjectionBuilds, pointers: BuildSwitch): Promise<void> {
  await builds.alone(async () => {
    const before = pointers.pointer(builds.name).isRolledBack ? undefined : builds.inState('kept').at(-1);
    if (before === undefined) {
      throw new LedgerError('build-conflict', `There is no build of ${builds.name} to go back to.`, {
        hint: 'One step back is kept; to go forward again, activate a build.',
      });
    }
    await pointers.serve(builds, before.id, 'BuildRolledBack', 'person');
  });
}

/**
 * Gives a build up: the one that is named, else the only one that does not serve. Of a projection without a definition
 * it gives up everything.
 * @throws LedgerError `not-found`, `build-conflict`
 */
export async function dropBuild(builds: ProjectionBuilds, pointers: BuildSwitch, id?: string): Promise<void> {
  await builds.alone(async () => {
    if (id === undefined && builds.wanted === undefined && builds.isGone) return pointers.retire(builds);
    await pointers.drop(builds, id === undefined ? toDrop(builds) : toDropNamed(builds, id));
  });
}

function toActivate(builds: ProjectionBuilds, pointers: BuildSwitch): BuildInfo {
  const kept = pointers.pointer(builds.name).isRolledBack ? builds.inState('kept') : [];
  const found = builds.inState('ready').at(-1) ?? kept.at(-1);
  if (found !== undefined) return found;
  const isGoing = builds.inState('building', 'paused').length > 0;
  throw new LedgerError('build-conflict', `No build of ${builds.name} waits to be activated.`, {
    hint: isGoing
      ? 'One is on its way; it can be activated when it is complete.'
      : `Build it anew first: tend projections rebuild ${builds.name}.`,
  });
}

function toDrop(builds: ProjectionBuilds): BuildInfo {
  const [found, ...more] = builds.inState('ready', 'kept');
  if (found === undefined)
    throw new LedgerError('build-conflict', `${builds.name} has no build but the one that serves.`);
  if (more.length === 0) return found;
  const names = [found, ...more].map(({ id }) => id).join(', ');
  throw new LedgerError('build-conflict', `${builds.name} has several builds: say which of ${names}.`);
}

function toDropNamed(builds: ProjectionBuilds, id: string): BuildInfo {
  const info = builds.require(id);
  if (info.state === 'building' || info.state === 'paused')
    throw new LedgerError('build-conflict', `The build ${info.id} is on its way: cancel it.`);
  return info;
}
