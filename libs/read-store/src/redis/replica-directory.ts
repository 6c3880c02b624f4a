import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BuildDatabase } from '../embedded/build-database.js';
import { Catalogue, strayFiles } from '../embedded/catalogue.js';
import { lengthen, looksLikeDatabase } from '../embedded/database-header.js';
import { syncFile } from '../embedded/sync-file.js';
import { UnsyncedFiles } from '../embedded/unsynced-files.js';
import type { BuildInfo } from '../port.js';
import { Replica } from './replica.js';

/** A build of several nodes: what it is, and what no other one is called. */
export interface SharedBuild {
  readonly info: BuildInfo;
  readonly epoch: string;
}

/**
 * The files that one node answers from. They can be deleted at any time: all of it is in Redis, or is made from the ledger.
 * A catalogue of its own knows which are whole (`embedded/catalogue.ts`); each is called after its build and the number of
 * the copy, so that a new copy is made beside the old one.
 */
export class ReplicaDirectory {
  private readonly unsynced: UnsyncedFiles;
  private copying: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly directory: string,
    private readonly catalogue: Catalogue,
  ) {
    this.unsynced = new UnsyncedFiles(catalogue, (ids) => {
      const bytes = new Map(ids.map((id) => [id, syncFile(this.path(id))]));
      syncFile(directory);
      return bytes;
    });
  }

  static async open(directory: string): Promise<ReplicaDirectory> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const catalogue = await Catalogue.openForWriting(directory);
    for (const name of strayFiles(directory, catalogue.builds())) rmSync(join(directory, name), { force: true });
    for (const name of readdirSync(directory).filter((found) => found.startsWith(passing)))
      rmSync(join(directory, name), { recursive: true, force: true });
    return new ReplicaDirectory(directory, catalogue);
  }

  /** The newest whole copy of a build that lies here. */
  async find(build: SharedBuild): Promise<Replica | undefined> {
    const name = nameOf(build.info.id, build.epoch);
    for (const { id } of this.catalogue
      .builds()
      .filter((kept) => kept.name === name)
      .toReversed()) {
      const replica = await this.tryOpen(id, build);
      if (replica !== undefined) return replica;
      await this.delete(id);
    }
    return undefined;
  }

  /**
   * A new copy of a build beside the one that there may be: empty, or out of a file, which is moved.
   * @throws LedgerError `disk-full`
   */
  async make(build: SharedBuild, file?: string): Promise<Replica> {
    const { id } = await this.catalogue.add(nameOf(build.info.id, build.epoch), build.info.fingerprint);
    try {
      this.deleteFiles(id);
      await this.unsynced.mark(id);
      if (file !== undefined) renameSync(file, this.path(id));
      const database = new BuildDatabase(this.path(id), { readOnly: false });
      database.markAs({ id, fingerprint: build.info.fingerprint }, build.epoch);
      return this.replicaOf(id, database, build);
    } catch (error) {
      await this.delete(id).catch(() => undefined);
      throw error;
    }
  }

  /** Closes a copy and deletes it. */
  async remove(replica: Replica): Promise<void> {
    await replica.close();
    await this.delete(replica.id);
  }

  /** Deletes copies of builds that are no more; none of them is open. */
  async keepOnly(builds: readonly { readonly id: string; readonly epoch: string }[]): Promise<void> {
    const names = new Set(builds.map(({ id, epoch }) => nameOf(id, epoch)));
    for (const { id, name } of this.catalogue.builds()) if (!names.has(name)) await this.delete(id);
  }

  /**
   * Does one thing of this kind after the other. All builds at once would be copied when Redis has lost everything, and keep
   * the disk and the threads of this process from what is to be recorded.
   */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.copying.then(work);
    this.copying = done.catch(() => undefined);
    return done;
  }

  /** A directory of its own that is deleted by whoever asked for it, or by the next opening. */
  passing(): string {
    return mkdtempSync(join(this.directory, passing));
  }

  async flush(): Promise<void> {
    await this.unsynced.flush();
  }

  async close(): Promise<void> {
    await this.catalogue.close();
  }

  private async tryOpen(id: string, build: SharedBuild): Promise<Replica | undefined> {
    const path = this.path(id);
    try {
      // LMDB would make an empty database of a missing or an empty file, and end the process on a damaged one.
      if (!existsSync(path) || !looksLikeDatabase(path, this.catalogue.bytesOf(id))) return undefined;
      lengthen(path);
      const database = new BuildDatabase(path, { readOnly: false });
      if (database.belongsTo({ id, fingerprint: build.info.fingerprint })) return this.replicaOf(id, database, build);
      await database.close();
    } catch {
      // Made anew, like one that is missing.
    }
    return undefined;
  }

  private replicaOf(id: string, database: BuildDatabase, { info }: SharedBuild): Replica {
    return new Replica(id, database, () => info, {
      mark: () => this.unsynced.mark(id),
      isMarked: () => this.unsynced.isMarked(id),
      hold: () => this.unsynced.hold(id),
    });
  }

  private async delete(id: string): Promise<void> {
    // Forgotten first: files without an entry are deleted at the next opening.
    await this.catalogue.remove(id);
    this.unsynced.forget(id);
    this.deleteFiles(id);
  }

  private deleteFiles(id: string): void {
    for (const file of [this.path(id), `${this.path(id)}-lock`]) rmSync(file, { force: true });
  }

  private path(id: string): string {
    return join(this.directory, `${id}.mdb`);
  }
}

const passing = 'passing-';

function nameOf(id: string, epoch: string): string {
  return `${id}-${epoch}`;
}
