import { closeSync, fstatSync, fsyncSync, openSync } from 'node:fs';

/** Puts a file, or the names in a directory, on disk. @returns how many bytes of it are there at least */
export function syncFile(path: string): number {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    fsyncSync(descriptor);
    return size;
  } finally {
    closeSync(descriptor);
  }
}
