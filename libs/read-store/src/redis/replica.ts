import { statSync } from 'node:fs';
import type { BuildInfo } from '../build-info.js';
import { BuildDatabase } from '../embedded/build-database.js';
import type { Tables } from '../embedded/build-database.js';
import { EmbeddedBuild, markedElsewhere } from '../embedded/embedded-build.js';
import type { WriteMarks } from '../embedded/embedded-build.js';
import { encodePosition } from '../entry-codec.js';
import type { Batch, HeldSnapshot, Snapshot } from '../port.js';
import type { LogEntry } from './batch-codec.js';
import { logStart } from './build-log.js';
import type { LogPlace } from './build-log.js';

/** So many points of the log are remembered, so that it can be said whether a log that has lost something is still the same. */
const remembered = 4_096;

/**
 * A build as one node has it: all entries of its log up to a place, in order, in one LMDB file. The place is written in
 * the transaction of the entry, so that no entry is missed and none is applied twice, whenever the process ends.
 */
export class Replica {
  private readonly build: EmbeddedBuild;
  /** As the file says: read once, because only this process writes it. */
  private at: LogPlace;
  /** LMDB must not be closed while it copies. */
  private copying: Promise<void> = Promise.resolve();

  /** @param id what its file is called here */
  constructor(
    readonly id: string,
    private readonly database: BuildDatabase,
    describe: () => BuildInfo,
    marks: WriteMarks,
  ) {
    this.build = new EmbeddedBuild(database, describe, marks);
    this.at = placeOf(database);
  }

  get path(): string {
    return this.database.path;
  }

  /** Of its file. */
  get bytes(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  get place(): LogPlace {
    return this.at;
  }

  /** What the chain was at a version; undefined where that is too long ago, or was never. */
  chainAt(version: number): string | undefined {
    if (version === 0) return logStart.chain;
    return this.database.read((reading) => this.database.tables.meta.get(placeKey(version), reading)?.toString());
  }

  /** All slots stand where they are to. */
  stands(slots: Batch['slots']): boolean {
    const positions = slots.length === 0 ? [] : this.read((snapshot) => snapshot.positions());
    return slots.every(({ slot, from }) => {
      const stands = positions[slot]!;
      return stands.sequence === from.sequence && stands.horizon === from.horizon;
    });
  }

  /** Applies the entry behind its place. @returns false, and nothing is applied, where it does not fit */
  async apply(entry: LogEntry, { version, chain }: LogPlace): Promise<boolean> {
    const place = { version, chain };
    if (version !== this.at.version + 1) return false;
    const also = (tables: Tables): void => writePlace(tables, place);
    if ('settles' in entry) await this.build.settleSome(also);
    else if (!(await this.build.commit(entry.batch, also))) return false;
    this.at = place;
    return true;
  }

  /** The positions of all slots, packed in their order. */
  positions(): Buffer {
    return Buffer.concat(this.read((snapshot) => snapshot.positions()).map(encodePosition));
  }

  /** @throws AssertionError when a batch takes out values that are not there */
  requireHeld(batch: Batch): void {
    this.build.requireHeld(batch.cells ?? []);
  }

  read<T>(work: (snapshot: Snapshot) => T): T {
    return this.build.read(work);
  }

  hold(): HeldSnapshot {
    return this.build.hold();
  }

  /** Copies one state of it. @returns which one */
  async copyTo(path: string): Promise<{ readonly place: LogPlace; readonly positions: Buffer }> {
    const copying = this.database.copyTo(path);
    this.copying = copying.catch(() => undefined);
    await copying;
    const database = new BuildDatabase(path, { readOnly: false });
    try {
      const place = placeOf(database);
      const copy = new EmbeddedBuild(database, () => this.build.info, markedElsewhere);
      const positions = Buffer.concat(copy.read((snapshot) => snapshot.positions()).map(encodePosition));
      return { place, positions };
    } finally {
      await database.close();
    }
  }

  async close(): Promise<void> {
    await this.copying;
    await this.build.close();
  }
}

function placeOf(database: BuildDatabase): LogPlace {
  return database.read((reading) => {
    const version = Number(database.tables.meta.get(versionKey, reading)?.toString() ?? 0);
    return { version, chain: database.tables.meta.get(placeKey(version), reading)?.toString() ?? logStart.chain };
  });
}

/** Must run inside the write transaction of what leads to the place. */
function writePlace({ meta }: Tables, { version, chain }: LogPlace): void {
  meta.putSync(versionKey, Buffer.from(String(version)));
  meta.putSync(placeKey(version), Buffer.from(chain));
  if (version > remembered) meta.removeSync(placeKey(version - remembered));
}

const versionKey = Buffer.from('log-version');

function placeKey(version: number): Buffer {
  return Buffer.from(`log-chain-${version}`);
}
