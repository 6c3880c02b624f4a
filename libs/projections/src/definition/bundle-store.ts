import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LedgerError } from '#core/errors.js';
import { sha256Hex } from '#core/hashing.js';
import { makePrivateDirectory, writePrivateFile } from '#core/private-file.js';

/** The self-contained texts of definitions, by hash: what builds are executed from. */
export interface BundleStore {
  /** The hash of the bundle that was made of sources with this hash. */
  madeOf(sourceHash: string): string | undefined;
  /** Keeps a bundle. @returns its hash @throws LedgerError `disk-full` */
  keep(sourceHash: string, text: string): string;
  /** Runs a bundle. @returns its exports @throws LedgerError `not-found`, `integrity` when its text has another hash */
  load(hash: string): Promise<object>;
  list(): readonly string[];
  /** Deletes all bundles but those that are wanted. @returns the deleted ones */
  sweep(wanted: ReadonlySet<string>): readonly string[];
}

/** The same text is the same code, in whichever data directory it lies: it is run once. */
const loaded = new Map<string, object>();

const indexName = 'sources.json';
/** One for each state of a source that was met; the oldest are forgotten, and bundled again when they come back. */
const sourcesRemembered = 1_000;

/** The bundles in a directory, which is made when the first one is kept. */
export function openBundles(directory: string): BundleStore {
  const pathOf = (hash: string) => join(directory, `${hash}.mjs`);
  const sources = new Map<string, string>(readIndex(join(directory, indexName)));
  return {
    madeOf(sourceHash) {
      const hash = sources.get(sourceHash);
      return hash !== undefined && existsSync(pathOf(hash)) ? hash : undefined;
    },
    keep(sourceHash, text) {
      const hash = sha256Hex(text);
      makePrivateDirectory(directory);
      if (!isWhole(pathOf(hash), hash)) writeWhole(pathOf(hash), text);
      sources.delete(sourceHash);
      sources.set(sourceHash, hash);
      const remembered = [...sources].slice(-sourcesRemembered);
      writeWhole(join(directory, indexName), JSON.stringify(remembered));
      return hash;
    },
    async load(hash) {
      const path = pathOf(hash);
      if (!existsSync(path)) throw new LedgerError('not-found', 'The code of this build is no longer there.');
      // It is run with all rights of the program: only what was bundled here.
      if (!isWhole(path, hash)) throw new LedgerError('integrity', `${path} is not the bundle that its name says.`);
      const exports = loaded.get(hash) ?? ((await import(pathToFileURL(path).href)) as object);
      loaded.set(hash, exports);
      return exports;
    },
    list: () => bundlesIn(directory),
    sweep(wanted) {
      const strays = bundlesIn(directory).filter((hash) => !wanted.has(hash));
      for (const hash of strays) rmSync(pathOf(hash), { force: true });
      for (const name of namesIn(directory)) if (name.endsWith('.new')) rmSync(join(directory, name), { force: true });
      return strays;
    },
  };
}

function bundlesIn(directory: string): readonly string[] {
  return namesIn(directory).flatMap((name) => /^([0-9a-f]{64})\.mjs$/.exec(name)?.[1] ?? []);
}

function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory).sort() : [];
}

/** Pairs of the hash of sources and that of their bundle. What cannot be read is only made again. */
function readIndex(path: string): readonly (readonly [string, string])[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as [string, string][];
  } catch {
    return [];
  }
}

function isWhole(path: string, hash: string): boolean {
  return existsSync(path) && sha256Hex(readFileSync(path)) === hash;
}

/** @throws LedgerError `disk-full` */
function writeWhole(path: string, text: string): void {
  try {
    writePrivateFile(path, text);
  } catch (error) {
    rmSync(`${path}.new`, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new LedgerError('disk-full', `There is no space for ${path}`, { cause: error });
  }
}
