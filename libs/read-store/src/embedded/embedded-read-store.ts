import assert from 'node:assert';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import type { Build, BuildInfo, BuildStall, NewBuild, ReadableBuild, ReadStore, ReadStoreReader } from '../port.js';
import { BuildDatabase } from './build-database.js';
import { Catalogue, strayFiles } from './catalogue.js';
import { EmbeddedBuild, heldOf, markedElsewhere } from './embedded-build.js';
import { lengthen, looksLikeDatabase } from './database-header.js';
import { snapshotOf } from './snapshot.js';
import { syncFile } from './sync-file.js';
import { UnsyncedFiles } from './unsynced-files.js';

/**
 * Opens the read store in a directory for writing; one process at a time, which the ledger's lock sees to.
 * @param directory the `read/` of a data directory
 */
export async function openReadStore(directory: string): Promise<ReadStore> {
  return EmbeddedReadStore.open(directory);
}

/** Opens it for reading only, whether or not another process writes it, and whether or not there is one yet. */
export async function openReadStoreReader(directory: string): Promise<ReadStoreReader> {
  return new EmbeddedReadStoreReader(directory);
}

/** A build that is closed by whoever opened it. */
export type OpenedBuild = Build & { close(): Promise<void> };

/**
 * Opens the file of a build that the store of this process lends to a thread (`Build.lend`).
 * @param describe what the store of this process knows of it now
 * @param before called when a commit is about to begin: what it throws keeps it from beginning
 */
export function openBuildToWrite(path: string, describe: () => BuildInfo, before: () => void): OpenedBuild {
  const marks = { ...markedElsewhere, mark: async () => before() };
  return new EmbeddedBuild(new BuildDatabase(path, { readOnly: false }), describe, marks);
}

class EmbeddedReadStore implements ReadStore {
  private readonly opened = new Map<string, EmbeddedBuild>();
  private readonly unsynced: UnsyncedFiles;

  private constructor(
    private readonly directory: string,
    private readonly catalogue: Catalogue,
  ) {
    this.unsynced = new UnsyncedFiles(catalogue, (ids) => {
      const bytes = new Map(ids.map((id) => [id, syncFile(buildPath(directory, id))]));
      syncFile(directory);
      return bytes;
    });
  }

  static async open(directory: string): Promise<EmbeddedReadStore> {
    const store = new EmbeddedReadStore(directory, await Catalogue.openForWriting(directory));
    for (const name of strayFiles(directory, store.builds())) rmSync(join(directory, name), { force: true });
    for (const name of readdirSync(directory).filter(isScratch))
      rmSync(join(directory, name), { recursive: true, force: true });
    for (const info of store.builds()) await store.openOrForget(info);
    return store;
  }

  builds(): readonly BuildInfo[] {
    return this.catalogue.builds();
  }

  serving(name: string): Build | undefined {
    const info = this.catalogue.serving(name);
    return info === undefined ? undefined : this.opened.get(info.id);
  }

  build(id: string): Build | undefined {
    return this.opened.get(id);
  }

  async create(name: string, fingerprint: string, options: NewBuild = {}): Promise<Build> {
    const info = await this.catalogue.add(name, fingerprint, options);
    deleteFiles(this.directory, info.id);
    try {
      await this.unsynced.mark(info.id);
      const database = new BuildDatabase(buildPath(this.directory, info.id), { readOnly: false });
      const build = this.keep(info, database);
      database.markAs(info);
      return build;
    } catch (error) {
      await this.drop(info.id).catch(() => undefined);
      throw error;
    }
  }

  async note(id: string, state: 'building' | 'paused' | 'ready'): Promise<void> {
    this.require(id);
    await this.catalogue.note(id, state);
  }

  async noteStall(id: string, stall?: BuildStall): Promise<void> {
    this.require(id);
    await this.catalogue.noteStall(id, stall);
  }

  async activate(id: string): Promise<void> {
    const { name, number } = this.require(id).info;
    await this.catalogue.point(name, number);
  }

  async drop(id: string): Promise<void> {
    assert(!this.builds().some((build) => build.id === id && build.state === 'serving'), 'what serves is not dropped');
    // Forgotten first: files without an entry are deleted at the next opening, an entry without files would be opened.
    await this.catalogue.remove(id);
    await this.forget(id);
  }

  async retire(name: string): Promise<void> {
    const ids = this.builds().flatMap((build) => (build.name === name ? [build.id] : []));
    await this.catalogue.remove(...ids);
    for (const id of ids) await this.forget(id);
  }

  async scratch(): Promise<ReadStore> {
    const directory = mkdtempSync(join(this.directory, scratchPrefix));
    const store = await EmbeddedReadStore.open(directory);
    const close = store.close.bind(store);
    store.close = async () => {
      try {
        await close();
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    };
    return store;
  }

  async flush(): Promise<void> {
    await this.unsynced.flush();
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      for (const build of this.opened.values()) await build.close();
      this.opened.clear();
      await this.catalogue.close();
    }
  }

  private require(id: string): EmbeddedBuild {
    const build = this.opened.get(id);
    if (build === undefined) throw new LedgerError('not-found', `There is no build ${id}.`);
    return build;
  }

  private async forget(id: string): Promise<void> {
    const build = this.opened.get(id);
    this.opened.delete(id);
    this.unsynced.forget(id);
    await build?.close();
    deleteFiles(this.directory, id);
  }

  /** What is missing, damaged or somebody else's is no error: it is made anew from the ledger. */
  private async openOrForget(info: BuildInfo): Promise<void> {
    const path = buildPath(this.directory, info.id);
    try {
      // LMDB would make an empty database of a missing or an empty file, and that would be served.
      if (existsSync(path) && looksLikeDatabase(path, this.catalogue.bytesOf(info.id))) {
        lengthen(path);
        const database = new BuildDatabase(path, { readOnly: false });
        if (database.belongsTo(info)) {
          this.keep(info, database);
          return;
        }
        await database.close();
      }
    } catch {
      // Forgotten below, like one that is missing.
    }
    await this.catalogue.remove(info.id);
    deleteFiles(this.directory, info.id);
  }

  private keep(info: BuildInfo, database: BuildDatabase): EmbeddedBuild {
    const describe = (): BuildInfo => this.builds().find(({ id }) => id === info.id) ?? info;
    const build = new EmbeddedBuild(database, describe, {
      mark: () => this.unsynced.mark(info.id),
      isMarked: () => this.unsynced.isMarked(info.id),
      hold: () => this.unsynced.hold(info.id),
    });
    this.opened.set(info.id, build);
    return build;
  }
}

class EmbeddedReadStoreReader implements ReadStoreReader {
  private catalogue: Catalogue | undefined;
  private readonly opened = new Map<string, BuildDatabase>();

  constructor(private readonly directory: string) {}

  builds(): readonly BuildInfo[] {
    const catalogue = this.current();
    return catalogue?.isUsable() ? catalogue.builds() : [];
  }

  serving(name: string): ReadableBuild | undefined {
    // The writer may switch and delete between the look into the catalogue and the opening: then it is looked up again.
    for (let attempt = 0; attempt < openAttempts; attempt++) {
      const info = this.builds().find((build) => build.name === name && build.state === 'serving');
      if (info === undefined) return undefined;
      const database = this.open(info.id);
      if (database !== undefined) return readable(info, database);
    }
    return undefined;
  }

  build(id: string): ReadableBuild | undefined {
    const info = this.builds().find((build) => build.id === id);
    const database = info && this.open(id);
    return database && readable(info, database);
  }

  async close(): Promise<void> {
    for (const database of this.opened.values()) await database.close();
    this.opened.clear();
    await this.catalogue?.close();
    this.catalogue = undefined;
  }

  private current(): Catalogue | undefined {
    if (this.catalogue !== undefined && !this.catalogue.isCurrent()) {
      const old = [this.catalogue, ...this.opened.values()];
      this.catalogue = undefined;
      this.opened.clear();
      void Promise.all(old.map((file) => file.close()));
    }
    return (this.catalogue ??= Catalogue.openForReading(this.directory));
  }

  private open(id: string): BuildDatabase | undefined {
    const known = this.opened.get(id);
    if (known !== undefined) return known;
    const path = buildPath(this.directory, id);
    try {
      if (!existsSync(path) || !looksLikeDatabase(path, this.catalogue?.bytesOf(id))) return undefined;
      const database = new BuildDatabase(path, { readOnly: true });
      this.opened.set(id, database);
      return database;
    } catch {
      return undefined;
    }
  }
}

const openAttempts = 3;
const scratchPrefix = 'scratch-';

/** A store that was to be thrown away, and whose process was killed. */
function isScratch(name: string): boolean {
  return name.startsWith(scratchPrefix);
}

function readable(info: BuildInfo, database: BuildDatabase): ReadableBuild {
  return {
    info,
    read: (work) => database.read((reading) => work(snapshotOf(database.tables, reading))),
    hold: () => heldOf(database),
  };
}

function buildPath(directory: string, id: string): string {
  return join(directory, `${id}.mdb`);
}

function deleteFiles(directory: string, id: string): void {
  const path = buildPath(directory, id);
  for (const file of [path, `${path}-lock`]) rmSync(file, { force: true });
}
