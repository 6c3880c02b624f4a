import { LedgerError } from '#core/errors.js';
import type { Progress } from '#core/ports.js';
import { leafOf } from '#core/record-hashes.js';
import type { PlacedRecord } from '../placement.js';
import { readHeadMark, requireLedgerFormat } from './ledger-files.js';
import { LedgerDatabase } from './ledger-database.js';
import { decodeRecord, isIntact } from './record-codec.js';
import { Findings } from './findings.js';
import type { LedgerFinding } from './findings.js';
import { verifyIndex } from './verify-index.js';

export type { LedgerFinding } from './findings.js';

const eventsPerReport = 10_000;

/**
 * Reads a whole ledger and compares it with its hashes: every stored byte of every record, its leaf, the order of
 * sequences, revisions and times, and the index, entry for entry in both directions. It reads one snapshot without a
 * pause, so another process may write meanwhile; nothing is changed.
 *
 * Damage to the pages of LMDB itself can end the process: run it in one of its own and take its death for a finding.
 * @returns what is wrong; empty when all is well
 */
export async function verifyLedger(
  directory: string,
  options: { progress?: Progress } = {},
): Promise<readonly LedgerFinding[]> {
  const findings = new Findings();
  let database: LedgerDatabase | undefined;
  try {
    requireLedgerFormat(directory, false);
    // Before the snapshot is taken: a commit in between would be in the mark and not in the snapshot.
    const mark = readHeadMark(directory);
    database = LedgerDatabase.open(directory, { readOnly: true });
    const last = database.lastStored();
    verifyHead(mark, database, last, findings);
    verifyRecords(database, last, findings, options.progress);
    verifyIndex(database, last, findings, options.progress);
  } catch (error) {
    findings.add(error instanceof LedgerError ? 'format' : 'index', (error as Error).message);
  } finally {
    await database?.close();
  }
  return findings.list;
}

/** The mark was written after a commit: the ledger has at least that event, with that leaf. */
function verifyHead(
  mark: ReturnType<typeof readHeadMark>,
  database: LedgerDatabase,
  last: number,
  findings: Findings,
): void {
  if (mark === undefined) return;
  if (mark === 'damaged') return findings.add('head', 'The mark of the last event is damaged');
  if (mark.sequence > last) {
    return findings.add(
      'head',
      `Events ${last + 1} to ${mark.sequence} were acknowledged and are missing`,
      mark.sequence,
    );
  }
  const raw = database.rawRecord(mark.sequence);
  const event = raw === undefined ? undefined : decodeOrUndefined(raw, mark.sequence);
  if (event === undefined || !hasLeaf(event, mark.leaf))
    findings.add('head', `Event ${mark.sequence} is another than the one that was acknowledged`, mark.sequence);
}

function decodeOrUndefined(raw: Buffer, sequence: number): PlacedRecord | undefined {
  try {
    return decodeRecord(raw, raw.length, sequence);
  } catch {
    return undefined;
  }
}

function verifyRecords(database: LedgerDatabase, last: number, findings: Findings, progress?: Progress): void {
  const stored = database.countRecords();
  if (stored !== last) findings.add('order', `The last event is ${last}, but there are ${stored}`);
  let recordedAt = -Infinity;
  database.leaves.restart();
  for (let sequence = 1; sequence <= last && !findings.areEnough; sequence++) {
    const raw = database.rawRecord(sequence);
    if (raw === undefined) {
      findings.add('record', `Event ${sequence} is missing`, sequence);
      continue;
    }
    if (!isIntact(raw, raw.length, sequence))
      findings.add('record', `The stored bytes of event ${sequence} have changed`, sequence);
    const event = decodeOrUndefined(raw, sequence);
    if (event === undefined) findings.add('record', `Event ${sequence} cannot be read`, sequence);
    else {
      const leaf = database.leaves.get(sequence);
      if (leaf === undefined && sequence <= database.leaves.lastSet)
        findings.add('record', `The leaf of event ${sequence} is missing`, sequence);
      if (leaf !== undefined && !hasLeaf(event, leaf))
        findings.add('record', `Event ${sequence} does not have the hash of its leaf`, sequence);
      if (event.recordedAt < recordedAt)
        findings.add('order', `Event ${sequence} was recorded before the one before it`, sequence);
      recordedAt = Math.max(recordedAt, event.recordedAt);
    }
    if (sequence % eventsPerReport === 0) progress?.({ stage: 'records', done: sequence, total: last, unit: 'events' });
  }
}

function hasLeaf(event: PlacedRecord, leaf: string): boolean {
  try {
    return leafOf(event) === leaf;
  } catch {
    return false;
  }
}
