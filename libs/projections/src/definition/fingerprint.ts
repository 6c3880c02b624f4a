import { canonicalJson } from '#core/canonical-json.js';
import { sha256Hex } from '#core/hashing.js';
import type { CompiledProjection } from './compiled-projection.js';

/** Raised when the engine makes something else of the same definition: then everything is built anew. */
export const ENGINE_FORMAT = 7;

/**
 * What decides the documents besides the facts (engine.md §7): the hash of the definition's bundle, its parameters, the
 * engine's format, the runtime. Equal fingerprints give equal documents.
 * @param bundle hash of the self-contained text of the definition
 */
export function fingerprintOf(
  projection: CompiledProjection,
  bundle: string,
  versions: RuntimeVersions = process.versions,
): string {
  const { parameters } = projection;
  return sha256Hex(canonicalJson([engineOf(versions), parameters, bundle]));
}

/** What of this program decides documents: a build made with another one is read, and no longer folded. */
export function engineOf(versions: RuntimeVersions = process.versions): string {
  return [ENGINE_FORMAT, ...runtimeOf(versions)].join(' ');
}

type RuntimeVersions = Readonly<Record<string, string | undefined>>;

/** Of Node its major version; of what decides days, letters and their order everything: zones change at any time. */
function runtimeOf({ node = '', tz = '', unicode = '', cldr = '' }: RuntimeVersions): readonly string[] {
  return [node.split('.', 1)[0]!, tz, unicode, cldr];
}
