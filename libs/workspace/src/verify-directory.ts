import { LedgerError } from '#core/errors.js';
import type { Progress } from '#core/ports.js';
import { digestOf } from '#core/record-hashes.js';
import type { RecordedEvent } from '#core/record.js';
import { systemRandom } from '#core/random.js';
import { openMirror } from '#event-store/embedded/open.js';
import { verifyLedger } from '#event-store/embedded/verify-ledger.js';
import { openKeyStore, type LocalKeyStore } from '#privacy/key-store.js';
import { unseal } from '#privacy/sealing.js';
import { verifyKeyStore } from '#privacy/verify-key-store.js';
import { openDataDirectory, type DataDirectory } from './data-directory.js';

/** What the program tells its parent. */
export type VerificationMessage =
  | { readonly kind: 'progress'; readonly state: Parameters<Progress>[0] }
  | { readonly kind: 'finding'; readonly check: string; readonly detail: string }
  /** The last message: everything was looked at. */
  | { readonly kind: 'done'; readonly checked: readonly string[] };

const mostFindings = 100;
const eventsPerReport = 10_000;

/**
 * The program that `tend doctor` runs apart: the ledger with its hashes and indexes, the key store with its names, and
 * every sealed part and digest under its key.
 */
export async function verifyDirectory(path: string, tell: (message: VerificationMessage) => void): Promise<void> {
  const directory = openDataDirectory(path, { create: false });
  const progress: Progress = (state) => tell({ kind: 'progress', state });
  const finding = (check: string, detail: string) => tell({ kind: 'finding', check, detail });

  for (const { check, detail } of await verifyLedger(directory.ledger, { progress })) finding(`ledger ${check}`, detail);
  const keys = await openKeyStore({ directory: directory.keys, random: systemRandom(), readOnly: true });
  try {
    for (const { check, detail } of verifyKeyStore(keys, progress)) finding(`key store ${check}`, detail);
    const events = await verifyContents(directory, keys, progress, finding);
    tell({ kind: 'done', checked: [`${events} events, their order, indexes and hashes`, 'every key, name and sealed part'] });
  } finally {
    await keys.close();
  }
}

/** Opens every sealed part and recomputes every digest. @returns how many events there are */
async function verifyContents(
  directory: DataDirectory,
  keys: LocalKeyStore,
  progress: Progress,
  finding: (check: string, detail: string) => void,
): Promise<number> {
  const ledger = await openMirror(directory.ledger);
  let found = 0;
  try {
    const last = ledger.head().sequence;
    for (const event of ledger.readAll()) {
      const problem = problemOf(event, keys);
      if (problem !== undefined && ++found <= mostFindings) finding('contents', `Event ${event.sequence}: ${problem}`);
      if (event.sequence % eventsPerReport === 0) progress({ stage: 'contents', done: event.sequence, total: last, unit: 'events' });
    }
    return last;
  } finally {
    await ledger.close();
  }
}

const differs = 'its content does not have its digest';

function problemOf(event: RecordedEvent, keys: LocalKeyStore): string | undefined {
  try {
    const { sealed } = event;
    if (sealed === undefined) return digestOf(keys.idKey, event) === event.digest ? undefined : differs;
    const subjectKey = keys.find(sealed.subject);
    if (subjectKey === undefined) return keys.isDestroyed(sealed.subject) ? undefined : 'the key of its sealed part is missing';
    // A key of an earlier generation was destroyed: what it sealed is erased.
    if (subjectKey.keyId !== sealed.keyId) return undefined;
    const plaintext = unseal(sealed, { subjectKey, organisation: keys.organisation, eventId: event.id, type: event.type });
    return digestOf(subjectKey.key, event, plaintext) === event.digest ? undefined : differs;
  } catch (error) {
    return error instanceof LedgerError ? error.message : `cannot be opened (${(error as Error).message})`;
  }
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  await verifyDirectory(process.argv[2]!, (message) => void process.send!(message));
  // Not by exiting: what was sent last must still arrive.
  process.disconnect();
}
