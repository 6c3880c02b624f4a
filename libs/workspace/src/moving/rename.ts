import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '#core/private-file.js';

/** Renames within a directory; on disk when it returns. */
export function rename(path: string, from: string, to: string): void {
  renameSync(join(path, from), join(path, to));
  syncDirectory(path);
}
