import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import type { Clock, Random } from '#core/ports.js';
import { syncDirectory } from '#core/private-file.js';
import { copyLedgerUpTo } from '#event-store/embedded/ledger-copy.js';
import { openEventStore, openMirror } from '#event-store/embedded/open.js';
import { openKeyStore } from '#privacy/key-store.js';
import { replayErasures } from '#privacy/replay-erasures.js';
import { instantOf, lastKnownBy } from '../moments/moment.js';
import type { Work } from '../work.js';
import { checkFiles, dataOf, readManifest, type BackupManifest } from './backup-manifest.js';
import { beginEpoch, lossOf, type EpochAnswer, type KnownLoss } from './epoch.js';
import { rootIn, verifyCopy } from './verified-copy.js';
import { copyPrivately, makeFolder, makeWholeDirectory, requireApart, requireFree } from './whole-directory.js';

/** What `tend restore` has made. */
export interface RestoreAnswer {
  readonly directory: string;
  /** When the backup was made, and how far it goes. */
  readonly backup: { readonly madeAt: string; readonly sequence: number };
  /** The last event that was kept of it. */
  readonly kept: number;
  /** The ledger as it is now. */
  readonly sequence: number;
  readonly root: string;
  /** Present when something is lost. */
  readonly epoch?: EpochAnswer;
  /** How many keys were destroyed again, because the ledger says that they had been. */
  readonly erasedAgain: number;
}

export interface RestoreOptions extends KnownLoss {
  /** The last event that is wanted, or a moment; all of it, unless told. */
  readonly to?: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly user?: string | undefined;
}

/**
 * Makes a data directory of a backup. All files are compared with their checksums first; what was made is read and verified
 * before it counts as one. When something that was recorded is lost, the ledger begins a new epoch and says so.
 *
 * @param target a folder that is missing or empty
 * @throws LedgerError `not-found` (no backup), `integrity`, `invalid`, `key-missing`, `disk-full`, `cancelled`
 */
export async function restore(
  backup: string,
  target: string,
  options: RestoreOptions,
  work: Work,
): Promise<RestoreAnswer> {
  requireApart(target, backup);
  requireFree(target);
  const manifest = readManifest(backup);
  requireMasterKey(manifest);
  const { organisation, madeAt, sequence } = manifest;
  const [wrong] = await checkFiles(backup, manifest, work);
  if (wrong !== undefined) throw damaged(backup, wrong);
  const source = join(dataOf(backup), 'ledger');
  const root = await rootIn(source, sequence);
  if (root !== manifest.root) throw damaged(backup, 'Its ledger has another root than its backup.json says');
  const kept = await lastWanted(source, manifest, options);
  const loss = lossOf(manifest, kept, options);
  return makeWholeDirectory(target, async (directory) => {
    await copyFiles(backup, directory, manifest, kept, work);
    const ledger = await openEventStore(join(directory, 'ledger'), options);
    const keys = await openKeyStore({ directory: join(directory, 'keys'), organisation, create: false, ...options });
    let erasedAgain: number;
    let epoch: EpochAnswer | undefined;
    try {
      erasedAgain = await replayErasures(ledger, keys);
      epoch = loss && (await beginEpoch({ ledger, keys, ...options }, loss));
    } finally {
      await keys.close();
      await ledger.close();
    }
    const head = await verifyCopy(directory, work);
    const keptRoot = await rootIn(join(directory, 'ledger'), kept);
    if (keptRoot !== (kept === sequence ? root : await rootIn(source, kept)))
      throw new LedgerError('integrity', 'What was restored has another root than the backup.');
    return {
      directory: target,
      backup: { madeAt, sequence },
      kept,
      sequence: head.size,
      root: head.root,
      ...(epoch === undefined ? {} : { epoch }),
      erasedAgain,
    };
  });
}

/** @throws LedgerError `key-missing` */
function requireMasterKey({ masterKey }: BackupManifest): void {
  if (masterKey || process.env['TEND_MASTER_KEY_FILE'] !== undefined) return;
  throw new LedgerError('key-missing', 'The backup was made without the master key.', {
    hint: 'Say where it is: set TEND_MASTER_KEY_FILE.',
  });
}

function damaged(backup: string, what: string): LedgerError {
  return new LedgerError('integrity', `The backup is damaged. ${what}.`, {
    hint: `tend verify ${backup} says all that is wrong with it; nothing was restored.`,
  });
}

/** @throws LedgerError `invalid` */
async function lastWanted(
  source: string,
  { sequence, zone }: BackupManifest,
  { to, clock }: RestoreOptions,
): Promise<number> {
  if (to === undefined) return sequence;
  if (/^\d+$/.test(to)) {
    if (Number(to) >= 1 && Number(to) <= sequence) return Number(to);
    throw new LedgerError('invalid', `The backup has the events 1 to ${sequence}; there is no ${to} in it.`, {
      violations: [{ field: 'to', message: `must be from 1 to ${sequence}` }],
    });
  }
  const instant = instantOf({ directory: { zone }, clock }, 'to', to);
  const ledger = await openMirror(source);
  try {
    const last = lastKnownBy({ ledger }, instant);
    if (last > 0) return last;
    throw new LedgerError('invalid', 'No event of the backup was recorded by then.', {
      violations: [{ field: 'to', message: 'must not be before the first event' }],
    });
  } finally {
    await ledger.close();
  }
}

/** Its own mark comes last: a folder that has none is no data directory. */
async function copyFiles(
  backup: string,
  directory: string,
  { files, sequence }: BackupManifest,
  kept: number,
  work: Work,
): Promise<void> {
  const data = dataOf(backup);
  const isPart = kept < sequence;
  if (isPart) await copyLedgerUpTo(join(data, 'ledger'), join(directory, 'ledger'), kept, work);
  const wanted = files.filter(({ path }) => !(isPart && path.startsWith('ledger/')));
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { path, bytes } of wanted) {
    if (work.signal?.aborted === true) throw new LedgerError('cancelled', 'Stopped before everything was restored.');
    const target = join(directory, path);
    const folder = makeFolder(target, '..');
    copyPrivately(join(data, path), target);
    syncDirectory(folder);
    work.progress?.({ stage: 'files', done: (done += bytes), total, unit: 'bytes' });
  }
}
