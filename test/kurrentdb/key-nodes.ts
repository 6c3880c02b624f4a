import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '#core/testing.js';
import { KurrentKeyLog } from '#event-store/kurrentdb/key-log.js';
import type { KeyLog } from '#event-store/key-log.js';
import { openDirectory, type Directory } from '#privacy/directory.js';
import { durably } from '#privacy/durably.js';
import type { LocalKeyStore } from '#privacy/key-store.js';
import { openSharedKeyStore } from '#privacy/replica/open-shared-key-store.js';
import type { SharedKeyFile } from '#privacy/replica/shared-key-file.js';

/** A node of an organisation, open. */
export interface OpenKeys {
  readonly keys: LocalKeyStore;
  readonly names: Directory;
  readonly file: SharedKeyFile;
  /** The directory of its replica. */
  readonly directory: string;
}

/** The nodes of one organisation on a server; they have the master key and nothing else in common. */
export class KeyNodes {
  readonly prefix = `tend-keys.${randomUUID()}.`;
  private readonly path = mkdtempSync(join(tmpdir(), 'tend-key-nodes-'));
  private readonly opened = new Set<OpenKeys>();

  constructor(readonly url: string) {}

  /** @param name of the directory; the same one opens the same replica */
  async open(name: string, log: KeyLog = new KurrentKeyLog({ url: this.url }, this.prefix)): Promise<OpenKeys> {
    const directory = join(this.path, name);
    const random = seededRandom(`${name}/${randomUUID()}`);
    const masterKeyFile = join(this.path, 'master.key');
    const { keys } = await openSharedKeyStore({ directory, masterKeyFile, random, log, zone: 'Europe/Vienna' });
    const node = { keys, names: openDirectory(keys, random), file: keys.file as SharedKeyFile, directory };
    this.opened.add(node);
    return node;
  }

  async close(node: OpenKeys): Promise<void> {
    if (this.opened.delete(node)) await node.keys.close();
  }

  lose(name: string): void {
    rmSync(join(this.path, name), { recursive: true, force: true });
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.opened].map((node) => this.close(node)));
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Does work on a node until it has been made durable. */
export function done<Result>({ keys }: OpenKeys, work: () => Result): Promise<Result> {
  return durably(keys, work);
}

/** Every row that nodes have in common, as text; without the numbers that each gives itself. */
export function rowsOf({ file }: OpenKeys): Map<string, string> {
  const rows = new Map<string, string>();
  for (const table of ['meta', 'keys', 'parties', 'claims', 'found', 'labels'] as const)
    for (const { key, value } of file.rows(table))
      rows.set(
        `${table}/${table === 'meta' ? key.toString() : key.toString('hex')}`,
        value.subarray(table === 'parties' ? 8 : 0).toString('hex'),
      );
  return rows;
}

export async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 1_000 && !isSo(); i++) await pause(10);
  if (!isSo()) throw new Error('It has not come to be so');
}
