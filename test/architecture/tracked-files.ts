import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export interface TrackedFile {
  /** Relative to the root, with slashes. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Decoded as UTF-8. */
  readonly text: string;
}

/** Every file that git tracks and that is there, read once. */
export function trackedFiles(): readonly TrackedFile[] {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return listed
    .split('\0')
    .filter((name) => name !== '' && existsSync(path.join(root, name)))
    .map((name) => {
      const bytes = readFileSync(path.join(root, name));
      return { name, bytes, text: bytes.toString('utf8') };
    });
}
