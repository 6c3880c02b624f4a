import type { Clock, Random } from '#core/ports.js';
import type { EventStore } from '#event-store/port.js';
import type { OpenedMirror } from '#event-store/embedded/open.js';
import type { Directory } from '#privacy/directory.js';
import type { LocalKeyStore } from '#privacy/key-store.js';
import type { Projections, ProjectionsReader } from '#projections/engine/projection-runtime.js';
import type { ProjectionRegistry } from '#projections/definition/projection-registry.js';
import type { LedgerTree } from '#transparency/ledger-tree.js';
import type { DataDirectory } from './directory/data-directory.js';
import type { NodeSettings } from './nodes/node-settings.js';

/** What reading needs of an opened data directory. */
export interface Workspace {
  readonly directory: DataDirectory;
  readonly keys: LocalKeyStore;
  readonly names: Directory;
  readonly ledger: OpenedMirror;
  /** The Merkle tree over the ledger. */
  readonly tree: LedgerTree;
  readonly projections: Projections | ProjectionsReader;
  readonly registry: ProjectionRegistry;
  readonly clock: Clock;
  readonly random: Random;
}

/** An opened data directory that this process writes. */
export interface WritableWorkspace extends Workspace {
  readonly ledger: EventStore;
  readonly projections: Projections;
  /** Who asks, as the operating system calls them; without it nobody is known. */
  readonly user?: string | undefined;
  /** What this one of several nodes does; absent: it is the only one. */
  readonly node?: NodeSettings | undefined;
  /** Who acts where that is another one, and by what they may: whoever opens a link that was sent to them. */
  readonly acting?: Acting | undefined;
}

export interface Acting {
  /** The id of a party, or `system:tend` where nobody is known. */
  readonly actor: string;
  readonly authority: string;
}

export function isWritable(workspace: Workspace): workspace is WritableWorkspace {
  return 'rebuild' in workspace.projections;
}

/**
 * Puts everything on disk and lets go of the directory, in the reverse of the order of opening. What fails to close does
 * not keep the others open: the writer's lock is among them.
 * @throws the first failure, after all were tried
 */
export async function closeWorkspace(workspace: Workspace): Promise<void> {
  const { projections, keys, tree, ledger } = workspace;
  const failures: unknown[] = [];
  const closing = [
    () => ('stop' in projections ? projections.stop() : projections.close()),
    () => keys.close(),
    () => tree.close(),
    () => ledger.close(),
  ];
  for (const close of closing) await close().catch((error: unknown) => void failures.push(error));
  if (failures.length > 0) throw failures[0];
}
