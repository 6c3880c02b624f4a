import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '#core/clock.js';
import { LedgerError } from '#core/errors.js';
import type { Clock, Random } from '#core/ports.js';
import { systemRandom } from '#core/random.js';
import { openEventStore, openMirror } from '#event-store/embedded/open.js';
import type { EventStore } from '#event-store/port.js';
import { openDirectory } from '#privacy/directory.js';
import { openKeyStore, type LocalKeyStore } from '#privacy/key-store.js';
import type { Activation } from '#projections/builds/engine-parts.js';
import { openBundles } from '#projections/definition/bundle-store.js';
import { scanProjections } from '#projections/definition/projection-registry.js';
import { openProjections, openProjectionsReader } from '#projections/engine/projection-runtime.js';
import type { ProjectionLogger } from '#projections/builds/projection-status.js';
import { LedgerTree } from '#transparency/ledger-tree.js';
import { buildJournal } from '../builds/build-journal.js';
import { openDataDirectory, type DataDirectory } from './data-directory.js';
import type { NodeSettings, ReadStoreServer } from '../nodes/node-settings.js';
import { openOnServer } from '../nodes/open-on-server.js';
import { openSharedReadModels, type SharedReadModels } from '../nodes/shared-read-models.js';
import type { Workspace, WritableWorkspace } from '../workspace.js';

export interface WorkspaceOptions {
  /** Path of the data directory; made when it is missing. */
  readonly directory: string;
  /** Zone of a new directory. */
  readonly zone?: string;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Folder where projection files are found; default: the library of read models. */
  readonly projections?: string;
  readonly logger?: ProjectionLogger;
  /** Whether a changed projection serves as soon as it is built, or waits to be activated. */
  readonly activation?: Activation;
  /** How many threads fold projections beside this one; 0, the default: it folds them itself. */
  readonly foldingThreads?: number;
  /** Where the ledger and the read models are, if not in the directory, and what this one of several nodes does. */
  readonly node?: NodeSettings | undefined;
  /** Who asks, as the operating system calls them: whoever runs a command, or the server that is theirs alone. */
  readonly user?: string | undefined;
}

interface Closable {
  close(): Promise<void>;
}

const libraries = new URL('../../../', import.meta.url);
/** Where projection files are found unless told. */
export const readModels = fileURLToPath(new URL('read-models/src/', libraries));

/**
 * Opens a data directory for writing. Its projections answer, and fold once they are started.
 * @throws LedgerError `data-directory-locked` when another process writes it, `data-directory-foreign`, `key-missing`
 */
export async function openToWrite(options: WorkspaceOptions): Promise<WritableWorkspace> {
  const { clock = systemClock, random = systemRandom(), node, user } = options;
  return closingOnFailure(async (opened) => {
    const ports = { clock, random, zone: options.zone, opened };
    const server = node?.ledgerServer;
    const parts =
      server === undefined
        ? openInDirectory(options.directory, ports)
        : openOnServer(options.directory, { ...ports, server });
    const { directory, ledger, keys } = await parts;
    const names = openDirectory(keys, random);
    const bundleDirectory = join(directory.operations, 'bundles');
    const bundles = openBundles(bundleDirectory);
    const registry = await scanProjections(options.projections ?? readModels, { bundles });
    const shared = node?.readStoreServer && opened(await openShared(directory, node, node.readStoreServer, options));
    const projections = await openProjections({
      eventStore: ledger,
      readStore: shared?.store ?? directory.read,
      ownership: shared?.ownership,
      registry,
      clock,
      journal: buildJournal({ ledger, keys, names, clock, random, user }),
      ...(options.activation === undefined ? {} : { activation: options.activation }),
      parameters: { zone: directory.zone },
      threads: { count: options.foldingThreads ?? 0, ledger: directory.ledger, bundles: bundleDirectory },
      ...(options.logger === undefined ? {} : { logger: options.logger }),
    });
    return {
      directory,
      keys,
      names,
      ledger,
      tree: new LedgerTree(ledger),
      projections: shared?.joining(projections) ?? projections,
      registry,
      clock,
      random,
      user,
      node,
    };
  });
}

interface Opening {
  readonly clock: Clock;
  readonly random: Random;
  readonly zone: string | undefined;
  /** What is closed again when a later part cannot be opened. */
  readonly opened: <Part extends Closable>(part: Part) => Part;
}

interface OpenedTruth {
  readonly directory: DataDirectory;
  readonly ledger: EventStore;
  readonly keys: LocalKeyStore;
}

/** One machine: the ledger and the keys are in the directory. */
async function openInDirectory(path: string, { clock, random, zone, opened }: Opening): Promise<OpenedTruth> {
  const directory = openDataDirectory(path, { random, onServer: false, ...(zone === undefined ? {} : { zone }) });
  const ledger = opened(await openEventStore(directory.ledger, { clock }));
  const isNew = ledger.head().sequence === 0;
  const keys = opened(await openKeys(directory, { random, create: isNew }));
  return { directory, ledger, keys };
}

async function openShared(
  { replica, organisation }: DataDirectory,
  node: NodeSettings,
  server: ReadStoreServer,
  { clock = systemClock, logger }: WorkspaceOptions,
): Promise<SharedReadModels> {
  const failed = (error: unknown): void =>
    logger?.warn({ err: error }, 'Redis could not be asked whose slots are whose');
  return openSharedReadModels({ directory: replica, namespace: organisation, server, node, clock, failed });
}

/** Opens a data directory that another process writes, for reading only. @throws LedgerError */
export async function openToRead(options: WorkspaceOptions): Promise<Workspace> {
  const { clock = systemClock, random = systemRandom() } = options;
  const directory = openDataDirectory(options.directory, { create: false });
  return closingOnFailure(async (opened) => {
    const ledger = opened(await openMirror(directory.ledger));
    const keys = opened(await openKeys(directory, { random, readOnly: true }));
    const bundles = openBundles(join(directory.operations, 'bundles'));
    const registry = await scanProjections(options.projections ?? readModels, { bundles, readOnly: true });
    const names = registry.projections.map(({ definition }) => definition.name);
    const { code } = registry;
    const projections = await openProjectionsReader({
      mirror: ledger,
      readStoreDirectory: directory.read,
      names,
      code,
    });
    const tree = new LedgerTree(ledger);
    return { directory, keys, names: openDirectory(keys, random), ledger, tree, projections, registry, clock, random };
  });
}

/** A ledger whose keys are gone must not be given new ones: every name in it would be lost without a word. */
async function openKeys(
  directory: DataDirectory,
  options: { readonly random: Random; readonly create?: boolean; readonly readOnly?: boolean },
): Promise<LocalKeyStore> {
  try {
    return await openKeyStore({ directory: directory.keys, organisation: directory.organisation, ...options });
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== 'not-found') throw error;
    throw new LedgerError('key-missing', `${directory.path} holds a ledger without its key store.`, { cause: error });
  }
}

async function closingOnFailure<Opened>(
  open: (opened: <Part extends Closable>(part: Part) => Part) => Promise<Opened>,
): Promise<Opened> {
  const parts: Closable[] = [];
  try {
    return await open((part) => {
      parts.push(part);
      return part;
    });
  } catch (error) {
    for (const part of parts.toReversed()) await part.close();
    throw error;
  }
}
