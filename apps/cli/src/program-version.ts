import { readFileSync } from 'node:fs';

/** The version in package.json: two folders further up when this runs from the build. */
export function programVersion(): string {
  const manifests = ['../../../package.json', '../../../../package.json'].map((path) => new URL(path, import.meta.url));
  for (const manifest of manifests) {
    try {
      return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
    } catch {
      // the other place
    }
  }
  return 'unknown';
}
