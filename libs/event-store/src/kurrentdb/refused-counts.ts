import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileName = 'refused.json';

/**
 * Takes what was kept when the mirror was closed: of which streams the server has how many events more than the mirrors. It
 * spares the first append to each an attempt in vain, and holds as long as the mirror is the one that was closed; so it is
 * taken away, and after a kill there is none. What cannot be read is as good as missing: the server is asked then.
 */
export function takeRefused(directory: string): ReadonlyMap<string, number> {
  const path = join(directory, fileName);
  if (!existsSync(path)) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>));
  } catch {
    return new Map();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Keeps it for the next opening. */
export function keepRefused(directory: string, counts: ReadonlyMap<string, number>): void {
  if (counts.size > 0) writeFileSync(join(directory, fileName), JSON.stringify(Object.fromEntries(counts)));
}
