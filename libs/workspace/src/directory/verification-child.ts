import { existsSync } from 'node:fs';
import { systemClock } from '#core/clock.js';
import { LedgerError } from '#core/errors.js';
import type { Clock, Progress } from '#core/ports.js';
import { digestOf } from '#core/record-hashes.js';
import type { RecordedEvent } from '#core/record.js';
import { systemRandom } from '#core/random.js';
import { openMirror } from '#event-store/embedded/open.js';
import { verifyLedger } from '#event-store/embedded/verify-ledger.js';
import { openKeyStore, type LocalKeyStore } from '#privacy/key-store.js';
import { unseal } from '#privacy/sealing.js';
import { verifyKeyStore } from '#privacy/verify-key-store.js';
import { openProjectionsReader } from '#projections/engine/projection-runtime.js';
import type { TreeHead } from '#transparency/ledger-tree.js';
import { verifyTree } from '#transparency/verify-tree.js';
import { openDataDirectory, type DataDirectory } from './data-directory.js';
import type { Part, VerificationMessage } from './verification.js';

const mostFindings = 100;
const eventsPerReport = 10_000;

/** Reads one part of a data directory to its last byte. */
export async function verifyPart(
  part: Part,
  path: string,
  tell: (message: VerificationMessage) => void,
  { clock = systemClock, masterKeyFile }: { readonly clock?: Clock; readonly masterKeyFile?: string | undefined } = {},
): Promise<void> {
  const directory = openDataDirectory(path, { create: false });
  const reading: Reading = {
    directory,
    clock,
    masterKeyFile,
    progress: (state) => tell({ kind: 'progress', state }),
    found: (check, detail, state = 'bad', advice) =>
      tell({ kind: 'finding', check, detail, state, ...(advice === undefined ? {} : { advice }) }),
  };
  const checked = await checkedOf(part, reading);
  tell({ kind: 'done', checked, ...(reading.head === undefined ? {} : { head: reading.head }) });
}

/** What cannot be opened is a finding as well, in the sentence that says why. */
async function checkedOf(part: Part, reading: Reading): Promise<readonly string[]> {
  try {
    return await verifications[part](reading);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    reading.found(part, error.message);
    return [];
  }
}

interface Reading {
  readonly directory: DataDirectory;
  readonly clock: Clock;
  readonly masterKeyFile: string | undefined;
  readonly progress: Progress;
  readonly found: (check: string, detail: string, state?: 'bad' | 'warning', advice?: string) => void;
  /** The root, once all of the ledger is found to be sound. */
  head?: TreeHead;
}

/** Each says what it looked at. */
const verifications: Readonly<Record<Part, (reading: Reading) => Promise<readonly string[]>>> = {
  ledger: async (reading) => {
    const { directory, progress, found } = reading;
    const findings = await verifyLedger(directory.ledger, { progress });
    for (const { check, detail } of findings) found(`ledger ${check}`, detail);
    await compareClock(reading);
    // Of records that are not those of their leaves the root would say nothing.
    if (findings.length > 0) return [];
    const { size, root } = await rootOf(reading);
    return [
      'every event with its hashes, the order, and the index in both directions',
      `the root of its ${size} events is ${root}`,
    ];
  },
  keys: (reading) =>
    withKeys(reading, async (keys) => {
      for (const { check, detail } of verifyKeyStore(keys, reading.progress))
        reading.found(`key store ${check}`, detail);
      return ['every key, name and label'];
    }),
  contents: (reading) => withKeys(reading, (keys) => verifyContents(reading, keys)),
  read: verifyReadStore,
};

async function rootOf(reading: Reading): Promise<TreeHead> {
  const ledger = await openMirror(reading.directory.ledger);
  try {
    const { head, findings } = verifyTree(ledger, reading.progress);
    for (const finding of findings) reading.found('ledger tree', finding);
    if (findings.length === 0) reading.head = head;
    return head;
  } finally {
    await ledger.close();
  }
}

async function withKeys<T>(
  { directory, masterKeyFile }: Reading,
  work: (keys: LocalKeyStore) => Promise<T>,
): Promise<T> {
  const keys = await openKeyStore({
    directory: directory.keys,
    organisation: directory.organisation,
    ...(masterKeyFile === undefined ? {} : { masterKeyFile }),
    random: systemRandom(),
    readOnly: true,
  });
  try {
    return await work(keys);
  } finally {
    await keys.close();
  }
}

/** What is recorded is never dated back, so a clock that was once fast dates everything until the time that it gave. */
async function compareClock({ directory, clock, found }: Reading): Promise<void> {
  const ledger = await openMirror(directory.ledger);
  const { sequence, recordedAt } = ledger.head();
  await ledger.close();
  if (sequence === 0 || recordedAt <= clock.now()) return;
  const when = new Date(recordedAt).toISOString();
  const advice = 'Look at the clock of the machine. What is recorded until then gets that time too; nothing is lost.';
  found('ledger clock', `Event ${sequence} was recorded at ${when}, which is later than now.`, 'warning', advice);
}

/** Opens every sealed part and recomputes every digest. */
async function verifyContents(
  { directory, progress, found }: Reading,
  keys: LocalKeyStore,
): Promise<readonly string[]> {
  const ledger = await openMirror(directory.ledger);
  let problems = 0;
  try {
    const last = ledger.head().sequence;
    for (const event of ledger.readAll()) {
      const problem = problemOf(event, keys);
      if (problem !== undefined && ++problems <= mostFindings) found('contents', `Event ${event.sequence}: ${problem}`);
      if (event.sequence % eventsPerReport === 0)
        progress({ stage: 'contents', done: event.sequence, total: last, unit: 'events' });
    }
    return [`${last} events: every sealed part opens, every digest is right`];
  } finally {
    await ledger.close();
  }
}

/** Decodes every document, row and total of what serves. That they are the fold of the ledger, a rebuild shows. */
async function verifyReadStore({ directory, found }: Reading): Promise<readonly string[]> {
  if (!existsSync(directory.read)) return ['nothing is projected yet'];
  const ledger = await openMirror(directory.ledger);
  const projections = await openProjectionsReader({ mirror: ledger, readStoreDirectory: directory.read });
  try {
    return projections.status().map(({ name, build, lagEvents, documents, quarantined }) => {
      projections.read(name, (view) => {
        for (const _document of view.documents());
        for (const _cell of view.cells([]));
        view.list({ limit: 1 });
      });
      if (quarantined > 0) found(name, `${quarantined} keys are in quarantine`, 'warning');
      return `${name}: build ${build ?? '–'}, ${documents} documents, ${lagEvents} events behind`;
    });
  } finally {
    await projections.close();
    await ledger.close();
  }
}

const differs = 'its content does not have its digest';

function problemOf(event: RecordedEvent, keys: LocalKeyStore): string | undefined {
  try {
    const { sealed } = event;
    if (sealed === undefined) return digestOf(keys.idKey, event) === event.digest ? undefined : differs;
    // The leaf covers the key, not the subject: they must belong together, as one of the keys that it had.
    const fate = keys.fateOf(sealed.subject, sealed.keyId);
    if (fate === 'erased') return undefined;
    const subjectKey = keys.find(sealed.subject);
    if (fate === 'unknown' || subjectKey === undefined) {
      const hasOthers = subjectKey !== undefined || keys.isDestroyed(sealed.subject);
      return hasOthers
        ? 'its sealed part names a key that its subject never had'
        : 'the key of its sealed part is missing';
    }
    const plaintext = unseal(sealed, {
      subjectKey,
      organisation: keys.organisation,
      eventId: event.id,
      type: event.type,
    });
    return digestOf(subjectKey.key, event, plaintext) === event.digest ? undefined : differs;
  } catch (error) {
    return error instanceof LedgerError ? error.message : `cannot be opened (${(error as Error).message})`;
  }
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  await verifyPart(process.argv[2] as Part, process.argv[3]!, (message) => void process.send!(message));
  // Not by exiting: what was sent last must still arrive.
  process.disconnect();
}
