import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '#core/ports.js';
import { seededRandom } from '#core/testing.js';
import { openDirectory } from './directory.js';
import type { Directory } from './directory.js';
import { openKeyStore } from './key-store.js';
import type { LocalKeyStore } from './key-store.js';

export interface TemporaryPrivacy {
  readonly path: string;
  readonly keys: LocalKeyStore;
  readonly directory: Directory;
  /** Closes the store and removes its folder. */
  dispose(): Promise<void>;
}

/** For specs: a key store and a directory of names in a temporary folder, reproducible from a seed. */
export async function temporaryPrivacy(random: Random = seededRandom('privacy')): Promise<TemporaryPrivacy> {
  const path = mkdtempSync(join(tmpdir(), 'tend-keys-'));
  const keys = await openKeyStore({
    directory: join(path, 'keys'),
    masterKeyFile: join(path, 'keys', 'master.key'),
    random,
  });
  return {
    path,
    keys,
    directory: openDirectory(keys, random),
    async dispose() {
      await keys.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}
