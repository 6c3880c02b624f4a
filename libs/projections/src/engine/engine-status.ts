import type { Clock } from '#core/ports.js';
import type { EventStore } from '#event-store/port.js';
import type { BuildInfo, ReadStore } from '#read-store/port.js';
import type { LiveFolding } from '../batches/live-folding.js';
import type { SlotOwnership } from '../batches/slot-ownership.js';
import type { ProjectionBuilds } from '../builds/projection-builds.js';
import { lowestSequence } from '../builds/projection-status.js';
import type { BuildStatus, ProjectionStatus } from '../builds/projection-status.js';

interface Parts {
  readonly eventStore: Pick<EventStore, 'head' | 'at'>;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  readonly folding: LiveFolding;
  readonly ownership: SlotOwnership;
}

/** Why a projection has stopped. */
export function stallOf({ follower, beside }: ProjectionBuilds, folding: LiveFolding): string | undefined {
  if (follower !== undefined) return folding.stallOf(follower);
  if (beside?.failure instanceof Error) return beside.failure.message;
  return beside && folding.stallOf(beside.follower);
}

/** How a projection stands. */
export function statusOf(builds: ProjectionBuilds, parts: Parts): ProjectionStatus {
  const { eventStore, clock, folding } = parts;
  const { name, follower, beside, wanted } = builds;
  const serving = builds.serving();
  const counts = serving?.read((snapshot) => snapshot.counts());
  const position = follower?.position ?? serving?.read(lowestSequence) ?? 0;
  const reason = stallOf(builds, folding);
  const problem = problemOf(builds);
  const next = eventStore.at(position + 1);
  const definition = wanted?.compiled ?? follower?.projection;
  return {
    name,
    purpose: definition?.purpose ?? '–',
    key: definition?.by ?? '–',
    ...(serving === undefined ? {} : { build: serving.info.id }),
    state: reason !== undefined ? 'stalled' : serving === undefined ? 'building' : 'serving',
    position,
    lagEvents: Math.max(0, eventStore.head().sequence - position),
    lagSeconds: next === undefined ? 0 : Math.max(0, (clock.now() - next.recordedAt) / 1000),
    documents: counts?.entries ?? 0,
    quarantined: counts?.quarantined ?? 0,
    ...sharedOf(builds, parts),
    ...(beside === undefined ? {} : { building: { build: beside.id, ...beside.progress } }),
    ...(reason === undefined ? {} : { reason }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** What is this node's of several. */
function sharedOf(
  builds: ProjectionBuilds,
  { ownership, readStore }: Parts,
): Pick<ProjectionStatus, 'slots' | 'sharedBytes'> {
  const memory = readStore.memory?.();
  const fingerprint = builds.serving()?.info.fingerprint ?? builds.wanted?.fingerprint;
  const ids = new Set(builds.infos().map(({ id }) => id));
  return {
    ...(ownership.isWhole === true ? {} : { slots: ownership.slotsOf(fingerprint ?? '').size }),
    ...(memory === undefined
      ? {}
      : { sharedBytes: memory.reduce((sum, { id, sharedBytes }) => sum + (ids.has(id) ? sharedBytes : 0), 0) }),
  };
}

/** Everything that is kept of a projection, by number. */
export function buildStatusesOf(builds: ProjectionBuilds, parts: Parts): readonly BuildStatus[] {
  return builds.infos().map((info) => buildStatusOf(builds, info, parts));
}

function buildStatusOf(
  builds: ProjectionBuilds,
  info: BuildInfo,
  { eventStore, readStore, folding }: Parts,
): BuildStatus {
  const { id, number, fingerprint, state, code } = info;
  const { beside, wanted } = builds;
  const going = beside?.id === id ? beside : undefined;
  const follower = builds.followers.get(id) ?? going?.follower;
  const stored = readStore.build(id)?.read((snapshot) => ({ at: lowestSequence(snapshot), ...snapshot.counts() }));
  const position = follower?.position ?? stored?.at ?? 0;
  const failure = going?.failure instanceof Error ? going.failure.message : undefined;
  const reason = failure ?? (follower && folding.stallOf(follower)) ?? builds.notFolded.get(id);
  return {
    build: id,
    number,
    fingerprint,
    state,
    isCurrent: fingerprint === wanted?.fingerprint,
    position,
    lagEvents: Math.max(0, eventStore.head().sequence - position),
    documents: stored?.entries ?? 0,
    quarantined: stored?.quarantined ?? 0,
    ...(code === undefined ? {} : { bundle: code.bundle, parameters: code.parameters }),
    ...(going === undefined ? {} : { progress: going.progress }),
    ...(reason === undefined ? {} : { reason }),
    ...(follower?.stall === undefined ? {} : { stall: follower.stall }),
    apart: follower?.projection.apart?.inEffect() ?? [],
  };
}

function problemOf(builds: ProjectionBuilds): string | undefined {
  const serving = builds.serving()?.info;
  const beside = builds.beside?.failure;
  const isAnswering = serving !== undefined;
  const problems = [
    builds.problem,
    builds.elsewhere,
    builds.failure,
    isAnswering && beside instanceof Error ? `The build beside has stopped: ${beside.message}` : undefined,
    serving === undefined ? undefined : builds.notFolded.get(serving.id),
  ];
  const told = problems.filter((problem) => problem !== undefined);
  return told.length === 0 ? undefined : told.join(' ');
}
