import { setTimeout } from 'node:timers/promises';
import type { BuildInfo } from '#read-store/port.js';
import type { BuildBeside } from '../builds/build-beside.js';
import { isAbout } from '../builds/build-decisions.js';
import type { BuildSwitch } from '../builds/build-switch.js';
import type { BuildWork } from '../builds/build-work.js';
import { reasonOf } from '../calls/reason.js';
import type { EngineParts } from '../builds/engine-parts.js';
import { keptDefinition } from '../builds/projection-builds.js';
import type { ProjectionBuilds, Wanted } from '../builds/projection-builds.js';
import type { KeptCode } from '../definition/projection-registry.js';

export interface Opening {
  readonly parts: EngineParts;
  readonly pointers: BuildSwitch;
  readonly work: BuildWork;
  readonly code: KeptCode | undefined;
}

export interface Opened {
  /** A build on its way, to be caught up with the others. */
  readonly beside?: readonly (readonly [ProjectionBuilds, BuildBeside])[];
  /** What is to be done once everything is followed. */
  readonly later?: () => Promise<void>;
}

/**
 * Takes up the builds of one projection as an earlier process left them, wherever it was killed: the catalogue is
 * brought in line with the decisions, what leads nowhere is dropped, what is complete is followed with its own code,
 * and a definition that no build was made of is built beside.
 */
export async function openBuilds(builds: ProjectionBuilds, opening: Opening): Promise<Opened> {
  await alignBuilds(builds, opening);
  for (const info of builds.inState('ready', 'kept', 'serving')) await followKept(builds, info, opening);
  const serving = builds.serving();
  builds.follower = serving && builds.followers.get(serving.info.id);
  return decideBuilds(builds, opening);
}

/** Brings the catalogue in line with the decisions, and drops what leads nowhere. */
export async function alignBuilds(builds: ProjectionBuilds, opening: Opening): Promise<void> {
  const { pointers, parts } = opening;
  try {
    await pointers.align(builds);
    await dropStale(builds, opening);
  } catch (error) {
    // A full disk keeps nobody from answering.
    parts.log(error);
    pointers.alignLater(builds, error);
  }
}

/** What of the builds of a definition is to go on, to serve, or to begin. */
export async function decideBuilds(builds: ProjectionBuilds, opening: Opening): Promise<Opened> {
  const { pointers, work, parts } = opening;
  const { wanted } = builds;
  if (wanted === undefined || builds.beside !== undefined) return {};

  const going = builds.inState('building').find(({ fingerprint }) => fingerprint === wanted.fingerprint);
  const begun = going && parts.readStore.build(going.id);
  if (begun !== undefined) return { beside: [[builds, work.goOn(builds, wanted, begun)]] };
  const complete = builds.inState('ready', 'kept').findLast(({ fingerprint }) => fingerprint === wanted.fingerprint);
  if (complete !== undefined && work.activatesItself(builds, complete)) {
    builds.isSwitching = true;
    return { later: () => activate(builds, complete, opening) };
  }
  const isMade = builds.infos().some(({ fingerprint }) => fingerprint === wanted.fingerprint);
  if (isMade || pointers.pointer(builds.name).refused.has(wanted.fingerprint)) return {};
  try {
    return { beside: [[builds, await work.begin(builds, wanted, {})]] };
  } catch (error) {
    parts.log(error);
    builds.failure = `A build could not be begun: ${reasonOf(error)}`;
    return { later: () => beginLater(builds, wanted, opening) };
  }
}

/** What an end in the middle has left: builds of older definitions that never served, and kept ones too many. */
async function dropStale(builds: ProjectionBuilds, { pointers, parts }: Opening): Promise<void> {
  const { wanted } = builds;
  const wantedElsewhere = parts.ownership.wantedElsewhere();
  const isStale = ({ fingerprint, state }: BuildInfo): boolean => {
    if (wantedElsewhere.has(fingerprint)) return false;
    // What waits to be looked at outlives a file that does not load for a while.
    if (wanted === undefined) return state !== 'ready';
    return fingerprint !== wanted.fingerprint;
  };
  const unserved = builds.inState('building', 'paused', 'ready');
  const stale = unserved.filter(isStale);
  const isWanted = ({ fingerprint }: BuildInfo): boolean => fingerprint === wanted?.fingerprint;
  const onTheirWay = unserved.filter((info) => isWanted(info) && info.state !== 'ready');
  const kept = builds.inState('kept');
  const { before } = pointers.pointer(builds.name);
  const predecessor = kept.find((info) => isAbout(before, info)) ?? kept.at(-1);
  const tooMany = kept.filter((info) => info !== predecessor);
  for (const { id } of [...stale, ...onTheirWay.slice(0, -1), ...tooMany]) await pointers.remove(builds, id);
}

/** Follows a complete build with the code that it was made with; one whose code cannot be had answers with what it has. */
export async function followKept(builds: ProjectionBuilds, info: BuildInfo, { parts, code }: Opening): Promise<void> {
  const build = parts.readStore.build(info.id);
  if (build === undefined) return;
  try {
    const { wanted } = builds;
    const isCurrent = wanted !== undefined && info.fingerprint === wanted.fingerprint;
    const compiled = isCurrent ? wanted.compiled : await keptDefinition(info, code);
    builds.followers.set(info.id, parts.follow(compiled, build));
  } catch (error) {
    builds.notFolded.set(info.id, reasonOf(error));
  }
}

async function activate(builds: ProjectionBuilds, info: BuildInfo, { pointers, parts }: Opening): Promise<void> {
  try {
    await builds.alone(() => pointers.serve(builds, info.id, 'BuildActivated', 'engine'));
  } catch (error) {
    parts.log(error);
    builds.failure ??= `The build ${info.id} could not be activated: ${reasonOf(error)}`;
  } finally {
    builds.isSwitching = false;
  }
}

async function beginLater(builds: ProjectionBuilds, wanted: Wanted, { work, parts }: Opening): Promise<void> {
  while (!parts.ending.aborted) {
    await setTimeout(parts.retryMs, undefined, { signal: parts.ending, ref: false }).catch(() => undefined);
    // Somebody has asked for it meanwhile.
    if (parts.ending.aborted || builds.beside !== undefined || builds.isBeginning) return;
    try {
      const beside = await work.begin(builds, wanted, {});
      builds.failure = undefined;
      await work.completeOrRetry([[builds, beside]]);
      return;
    } catch (error) {
      parts.log(error);
    }
  }
}
