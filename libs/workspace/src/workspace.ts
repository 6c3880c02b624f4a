import type { Clock, Random } from '#core/ports.js';
import type { EventStore } from '#event-store/port.js';
import type { OpenedMirror } from '#event-store/embedded/open.js';
import type { Directory } from '#privacy/directory.js';
import type { LocalKeyStore } from '#privacy/key-store.js';
import type { Projections, ProjectionsReader } from '#projections/projection-runtime.js';
import type { ProjectionRegistry } from '#projections/projection-registry.js';
import type { DataDirectory } from './data-directory.js';

/** What reading needs of an opened data directory. */
export interface Workspace {
  readonly directory: DataDirectory;
  readonly keys: LocalKeyStore;
  readonly names: Directory;
  readonly ledger: OpenedMirror;
  readonly projections: Projections | ProjectionsReader;
  readonly registry: ProjectionRegistry;
  readonly clock: Clock;
  readonly random: Random;
}

/** An opened data directory that this process writes. */
export interface WritableWorkspace extends Workspace {
  readonly ledger: EventStore;
  readonly projections: Projections;
}

export function isWritable(workspace: Workspace): workspace is WritableWorkspace {
  return 'rebuild' in workspace.projections;
}

/** Puts everything on disk and lets go of the directory, in the reverse of the order of opening. */
export async function closeWorkspace(workspace: Workspace): Promise<void> {
  const { projections, keys, ledger } = workspace;
  await ('stop' in projections ? projections.stop() : projections.close());
  await keys.close();
  await ledger.close();
}
