import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { open } from 'lmdb';
import type { RootDatabase } from 'lmdb';
import { requireSpace } from '#core/free-space.js';
import {
  buildsOf,
  emptyContents,
  noted,
  pointedAt,
  READ_STORE_FORMAT,
  stalledAt,
  withBuild,
  without,
} from '../catalogue-contents.js';
import type { Contents, Entry } from '../catalogue-contents.js';
import type { BuildInfo, BuildStall, NewBuild } from '../port.js';
import { lengthen, looksLikeDatabase } from './database-header.js';

const key = 'catalogue';
const fileName = 'catalogue.mdb';

/** Which builds there are and which of them serves: a small LMDB file of its own, synced on every change. */
export class Catalogue {
  private changes: Promise<unknown> = Promise.resolve();
  /** What was read last, and the text that it stood in: it is asked for many times between two changes. */
  private read:
    | { readonly text: string; readonly contents: Contents; readonly builds: readonly BuildInfo[] }
    | undefined;

  private constructor(
    private readonly environment: RootDatabase<string, string>,
    private readonly inode: number,
    private readonly path: string,
  ) {}

  /**
   * Opens the catalogue for writing. Whatever is missing, damaged, of another format, or was being written when the
   * machine went down, is forgotten: the ledger has it all.
   */
  static async openForWriting(directory: string): Promise<Catalogue> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, fileName);
    const known = Catalogue.tryOpen(path, { create: false, readOnly: false });
    if (known?.isUsable()) return known;
    await known?.close();
    for (const name of readdirSync(directory)) if (isOurs(name)) rmSync(join(directory, name), { force: true });
    const made = Catalogue.tryOpen(path, { create: true, readOnly: false });
    if (made === undefined) throw new Error(`The read store at ${directory} cannot be made`);
    await made.change(() => emptyContents);
    return made;
  }

  /** The catalogue as another process writes it; undefined while there is none that can be used. */
  static openForReading(directory: string): Catalogue | undefined {
    return Catalogue.tryOpen(join(directory, fileName), { create: false, readOnly: true });
  }

  private static tryOpen(path: string, options: { create: boolean; readOnly: boolean }): Catalogue | undefined {
    const { create, readOnly } = options;
    try {
      // One value, which is read whole: were something cut off from it, it could not be.
      if (!readOnly && existsSync(path)) lengthen(path);
      if (!create && !(existsSync(path) && looksLikeDatabase(path))) return undefined;
      const environment = open<string, string>({
        path,
        noSubdir: true,
        encoding: 'string',
        readOnly,
        mapSize: 2 ** 26,
      });
      return new Catalogue(environment, statSync(path).ino, path);
    } catch {
      return undefined;
    }
  }

  builds(): readonly BuildInfo[] {
    this.contents();
    return this.read?.builds ?? [];
  }

  serving(name: string): BuildInfo | undefined {
    return this.builds().find((build) => build.name === name && build.state === 'serving');
  }

  async add(name: string, fingerprint: string, options: NewBuild = {}): Promise<BuildInfo> {
    // Only what makes the read store grow asks: what frees space must be possible on a full disk.
    requireSpace(dirname(this.path), 0);
    let added: Entry | undefined;
    await this.change((contents) => {
      const [changed, entry] = withBuild(contents, { name, fingerprint, options });
      added = entry;
      return changed;
    });
    return { ...added!, state: 'building' };
  }

  async point(name: string, number: number): Promise<void> {
    await this.change((contents) => pointedAt(contents, name, number));
  }

  async note(id: string, state: 'building' | 'paused' | 'ready'): Promise<void> {
    await this.change((contents) => noted(contents, id, state));
  }

  async noteStall(id: string, stall: BuildStall | undefined): Promise<void> {
    await this.change((contents) => stalledAt(contents, id, stall));
  }

  async remove(...ids: readonly string[]): Promise<void> {
    await this.change((contents) => without(contents, ids));
  }

  /** From now on files differ from what is on disk. */
  async markWritten(): Promise<void> {
    requireSpace(dirname(this.path), 0);
    await this.change((contents) => ({ ...contents, writtenDuring: runOfMachine() }));
  }

  /** @param bytes how long the files of builds are on disk at least, by id */
  async markOnDisk(bytes: ReadonlyMap<string, number>): Promise<void> {
    await this.change(({ writtenDuring: _written, ...contents }) => ({
      ...contents,
      builds: contents.builds.map((build) => {
        const length = bytes.get(build.id);
        return length === undefined ? build : { ...build, bytes: length };
      }),
    }));
  }

  /** How long the file of a build is at least. */
  bytesOf(id: string): number {
    return this.contents().builds.find((build) => build.id === id)?.bytes ?? 0;
  }

  /** Of this format, and not being written when the machine went down. */
  isUsable(): boolean {
    try {
      const { format, writtenDuring } = this.contents();
      return format === READ_STORE_FORMAT && (writtenDuring === undefined || writtenDuring === runOfMachine());
    } catch {
      return false;
    }
  }

  /** Whether the file is still the one at its path: deleting the read store is allowed at any time. */
  isCurrent(): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.ino === this.inode;
  }

  async close(): Promise<void> {
    await this.environment.close();
  }

  private contents(): Contents {
    this.environment.resetReadTxn();
    const text = this.environment.get(key);
    if (text === undefined) {
      this.read = undefined;
      return { ...emptyContents, format: 0 };
    }
    if (this.read?.text !== text) {
      const contents = JSON.parse(text) as Contents;
      this.read = { text, contents, builds: buildsOf(contents) };
    }
    return this.read.contents;
  }

  /** One after the other: each change is made to what the one before has left. */
  private async change(step: (contents: Contents) => Contents): Promise<void> {
    const changed = this.changes.then(async () => {
      await this.environment.put(key, JSON.stringify(step(this.contents())));
      await this.environment.flushed;
      lengthen(this.path);
    });
    this.changes = changed.catch(() => undefined);
    await changed;
  }
}

/** Files of builds that are in no catalogue: what a kill between two steps left. */
export function strayFiles(directory: string, builds: readonly BuildInfo[]): string[] {
  const known = new Set(['catalogue', ...builds.map((build) => build.id)]);
  return readdirSync(directory).filter((name) => isOurs(name) && !known.has(name.replace(/\.mdb(-lock)?$/, '')));
}

function isOurs(name: string): boolean {
  return /\.mdb(-lock)?$/.test(name);
}

/** Names the time between two starts of the machine: what was written within it is in the system's hands even if not on disk. */
function runOfMachine(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Elsewhere nothing tells a crash of the machine from one of the process: the safe answer is another one each time.
    return `process-${process.pid}-${performance.timeOrigin}`;
  }
}
