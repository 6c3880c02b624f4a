import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { open } from 'lmdb';
import type { RootDatabase } from 'lmdb';
import { requireSpace } from '#core/free-space.js';
import type { BuildInfo, BuildStall, NewBuild } from '../port.js';
import { lengthen, looksLikeDatabase } from './database-header.js';

/** Raised when what lies in a build's file changes its meaning: then all builds are made anew. */
export const READ_STORE_FORMAT = 5;

/** A build as it is written: whether it serves stands elsewhere, so that two never do. */
interface Entry extends Omit<BuildInfo, 'state'> {
  /** Absent: on its way, unless it serves. */
  readonly stage?: 'paused' | 'ready' | 'kept';
  /** How long its file was when it was last put on disk: one that is shorter has lost something. */
  readonly bytes?: number;
}

/** All that is known of the builds: one value, so that every change of it is one atomic step. */
interface Contents {
  readonly format: number;
  readonly builds: readonly Entry[];
  /** Name → number of the build that serves. */
  readonly serving: readonly (readonly [name: string, number: number])[];
  /** Name → the highest number given so far: a number never comes back. */
  readonly numbers: readonly (readonly [name: string, number: number])[];
  /** The run of the machine during which files are being written that are not on disk; absent while they are. */
  readonly writtenDuring?: string;
}

const empty: Contents = { format: READ_STORE_FORMAT, builds: [], serving: [], numbers: [] };
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
    await made.change(() => empty);
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
    const { above = 0, beganAt = 0, code, activates } = options;
    let added: Entry | undefined;
    await this.change((contents) => {
      const numbers = new Map(contents.numbers);
      const number = Math.max(numbers.get(name) ?? 0, above) + 1;
      numbers.set(name, number);
      added = {
        id: `${name}.${number}`,
        name,
        number,
        fingerprint,
        beganAt,
        ...(code === undefined ? {} : { code }),
        ...(activates === true ? { activates } : {}),
      };
      const builds = [...contents.builds, added].sort((a, b) => compare(a.name, b.name) || a.number - b.number);
      return { ...contents, builds, numbers: [...numbers] };
    });
    return { ...added!, state: 'building' };
  }

  async point(name: string, number: number): Promise<void> {
    await this.change((contents) => {
      const served = new Map(contents.serving).get(name);
      return {
        ...contents,
        builds: contents.builds.map((build) => {
          if (build.name !== name) return build;
          const { stage: _stage, ...bare } = build;
          if (build.number === number) return bare;
          return build.number === served ? { ...bare, stage: 'kept' } : build;
        }),
        serving: [...new Map(contents.serving).set(name, number)],
      };
    });
  }

  async note(id: string, state: 'building' | 'paused' | 'ready'): Promise<void> {
    await this.change((contents) => ({
      ...contents,
      builds: contents.builds.map((build) => {
        if (build.id !== id) return build;
        const { stage: _stage, ...bare } = build;
        return state === 'building' ? bare : { ...bare, stage: state };
      }),
    }));
  }

  async noteStall(id: string, stall: BuildStall | undefined): Promise<void> {
    await this.change((contents) => ({
      ...contents,
      builds: contents.builds.map((build) => {
        if (build.id !== id) return build;
        const { stall: _before, ...bare } = build;
        return stall === undefined ? bare : { ...bare, stall };
      }),
    }));
  }

  async remove(...ids: readonly string[]): Promise<void> {
    await this.change((contents) => ({
      ...contents,
      builds: contents.builds.filter((build) => !ids.includes(build.id)),
      serving: contents.serving.filter(([name, number]) => !ids.includes(`${name}.${number}`)),
    }));
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
      return { ...empty, format: 0 };
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

function buildsOf({ builds, serving }: Contents): readonly BuildInfo[] {
  const pointers = new Map(serving);
  return builds.map(({ stage, bytes: _bytes, ...build }): BuildInfo => ({
    ...build,
    state: pointers.get(build.name) === build.number ? 'serving' : (stage ?? 'building'),
  }));
}

function isOurs(name: string): boolean {
  return /\.mdb(-lock)?$/.test(name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
