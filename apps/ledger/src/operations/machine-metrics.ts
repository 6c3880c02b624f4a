import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Gauge, type Registry } from 'prom-client';

/** The parts of a data directory, each a folder of files. */
const parts = ['ledger', 'keys', 'read', 'operations'] as const;
const blockBytes = 512;

/** What runs out on a machine: room on the disk of the data directory, what its parts take of it, and memory. */
export function watchMachine(registry: Registry, directory: string): void {
  const registers = [registry];
  new Gauge({
    name: 'tend_data_free_bytes',
    help: 'Room that is left on the file system of the data directory',
    registers,
    async collect() {
      const room = await statfs(directory).catch(() => undefined);
      if (room === undefined) this.remove();
      else this.set(room.bavail * room.bsize);
    },
  });
  new Gauge({
    name: 'tend_data_bytes',
    help: 'What a part of the data directory takes on disk',
    labelNames: ['part'],
    registers,
    async collect() {
      for (const part of parts) this.set({ part }, await bytesBelow(join(directory, part)));
    },
  });
  new Gauge({
    name: 'tend_memory_bytes',
    help: 'Memory of this process, without the files that it has mapped: those pages are the system’s to take back',
    registers,
    async collect() {
      const bytes = await anonymousBytes();
      if (bytes === undefined) this.remove();
      else this.set(bytes);
    },
  });
}

/** What files take, and not how long they are: those of LMDB may have holes. A file that goes meanwhile takes nothing. */
async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined);
    bytes += (found?.blocks ?? 0) * blockBytes;
  }
  return bytes;
}

/** `RssAnon` of proc(5); undefined where the system does not tell it. */
async function anonymousBytes(): Promise<number | undefined> {
  const status = await readFile('/proc/self/status', 'latin1').catch(() => '');
  const found = /^RssAnon:\s+(\d+) kB$/m.exec(status);
  return found === null ? undefined : Number(found[1]) * 1024;
}
