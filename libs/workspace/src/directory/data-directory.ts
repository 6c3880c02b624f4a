import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { isId, randomId } from '#core/ids.js';
import type { Random } from '#core/ports.js';
import { systemRandom } from '#core/random.js';
import type { Id } from '#core/time.js';
import { eventsIn } from './ledger-server.js';
import { makePrivateDirectory, writePrivateFile } from '#core/private-file.js';

/**
 * One data directory is one organisation. What lies in it:
 * `tend.json` (what it is, its format, whose it is, the workspace's zone), `ledger/` (the truth; where that is on a server,
 * `mirror/`), `keys/` (the key store, outside
 * the ledger on purpose), `read/` (derived; can be deleted at any time; where several nodes share it, `replica/`),
 * `operations/` (the code that builds are executed
 * from, and `outbox.db`: webhooks and what they are to be told), and while a server runs `server.json`.
 */
export interface DataDirectory {
  readonly path: string;
  readonly ledger: string;
  readonly keys: string;
  readonly read: string;
  /** What this node has of the read models that several share. */
  readonly replica: string;
  readonly operations: string;
  readonly serverFile: string;
  readonly tokenFile: string;
  /** Whose it is: the key store must be of the same one. */
  readonly organisation: Id;
  /** IANA zone of the workspace: what a day is. */
  readonly zone: string;
}

/** Raised when what lies in the directory changes its meaning; `tend` upgrades an older one or refuses in one sentence. */
export const DATA_FORMAT = 1;

/** What stands there before the mark: the mark on its way, and, where the ledger is on a server, what says whose it is. */
const begun: ReadonlySet<string> = new Set(['tend.json.new']);
const begunOnServer: ReadonlySet<string> = new Set([...begun, 'mirror', 'keys']);

/** How many foreign files a refusal names. */
const namedFiles = 3;

export interface DataDirectoryOptions {
  readonly zone?: string;
  readonly create?: boolean;
  /** Whether its ledger is on a server, and what lies here a mirror of it; unless told, what is there says. */
  readonly onServer?: boolean;
  /** Whose a new directory is; unless told, a new organisation's. */
  readonly organisation?: Id;
  /** Gives a new organisation its id. */
  readonly random?: Random;
}

interface Marker {
  readonly tend: 'data-directory';
  readonly format: number;
  readonly organisation: Id;
  readonly zone: string;
}

/**
 * Opens a data directory, or makes it when it is missing or empty.
 * @param zone the zone of a new one; an existing directory keeps its own
 * @throws LedgerError `data-directory-foreign`, `invalid` (zone), `not-found` (with `create: false`)
 */
export function openDataDirectory(path: string, options: DataDirectoryOptions = {}): DataDirectory {
  const markerPath = join(path, 'tend.json');
  if (!existsSync(markerPath)) {
    if (options.create === false) throw new LedgerError('not-found', `There is no data directory at ${path}.`);
    const organisation = options.organisation ?? randomId(options.random ?? systemRandom());
    const zone = zoneOr(options.zone);
    prepareDataDirectory(path, options.onServer);
    makeMarker(path, { tend: 'data-directory', format: DATA_FORMAT, organisation, zone });
  }
  const marker = readMarker(markerPath);
  return {
    path,
    ledger: eventsIn(path, options.onServer),
    keys: join(path, 'keys'),
    read: join(path, 'read'),
    replica: join(path, 'replica'),
    operations: join(path, 'operations'),
    serverFile: join(path, 'server.json'),
    tokenFile: join(path, 'api.token'),
    organisation: marker.organisation,
    zone: marker.zone,
  };
}

/**
 * Makes the folder of a data directory that is not there yet, or is empty; one that has its mark stays as it is.
 * @returns whose it is, where it is somebody's already
 * @throws LedgerError `data-directory-foreign`, `unavailable`, `disk-full`
 */
export function prepareDataDirectory(path: string, onServer = false): Id | undefined {
  const markerPath = join(path, 'tend.json');
  if (existsSync(markerPath)) return readMarker(markerPath).organisation;
  return making(path, () => {
    requireNothingElse(path, onServer ? begunOnServer : begun);
    makePrivateDirectory(path);
    // An empty folder that somebody made beforehand is closed to others too.
    chmodSync(path, 0o700);
    return undefined;
  });
}

function makeMarker(path: string, marker: Marker): void {
  making(path, () => writePrivateFile(join(path, 'tend.json'), `${JSON.stringify(marker, null, 2)}\n`));
}

function making<Made>(path: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw error instanceof LedgerError ? error : unwritable(path, error);
  }
}

function requireNothingElse(path: string, made: ReadonlySet<string>): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) throw new LedgerError('data-directory-foreign', `${path} is a file.`);
  // One that was half made (killed before its marker was renamed into place) holds nothing else.
  const foreign = readdirSync(path).filter((name) => !made.has(name));
  if (foreign.length === 0) return;
  const some = `${foreign.slice(0, namedFiles).join(', ')}${foreign.length > namedFiles ? ' …' : ''}`;
  throw new LedgerError('data-directory-foreign', `${path} holds other files (${some}) and no tend.json.`);
}

function readMarker(markerPath: string): Marker {
  let marker: Partial<Marker> | null;
  try {
    marker = JSON.parse(readFileSync(markerPath, 'utf8')) as Partial<Marker> | null;
  } catch (error) {
    throw new LedgerError('data-directory-foreign', `${markerPath} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (marker?.tend !== 'data-directory' || typeof marker.zone !== 'string') {
    throw new LedgerError('data-directory-foreign', `${markerPath} is not the mark of a Tend data directory.`);
  }
  if (marker.format !== DATA_FORMAT) {
    const found = marker.format === undefined ? 'no format' : `format ${String(marker.format)}`;
    throw new LedgerError(
      'data-directory-foreign',
      `The data directory has ${found}, this version reads format ${DATA_FORMAT}.`,
    );
  }
  if (!isId(marker.organisation)) {
    throw new LedgerError(
      'data-directory-foreign',
      `${markerPath} is damaged: it does not say whose the directory is.`,
    );
  }
  requireZone(marker.zone);
  return marker as Marker;
}

function requireZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw new LedgerError('invalid', `${zone} is not a time zone.`, {
      violations: [{ field: 'zone', message: 'must be an IANA zone, such as Europe/Vienna' }],
    });
  }
}

/** That of a new directory. @throws LedgerError `invalid` */
export function zoneOr(given: string | undefined): string {
  const zone = given ?? (Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');
  requireZone(zone);
  return zone;
}

function unwritable(path: string, error: unknown): LedgerError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') return new LedgerError('disk-full', `No space left for ${path}`, { cause: error });
  return new LedgerError('unavailable', `The data directory ${path} cannot be made: ${(error as Error).message}`, {
    cause: error,
  });
}
