import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { requireSpace } from '#core/free-space.js';
import type { Progress } from '#core/ports.js';
import { syncDirectory, syncFile } from '#core/private-file.js';
import { HeadMarkFile, isDiskFull, requireLedgerFormat } from './ledger-files.js';
import { LedgerDatabase } from './ledger-database.js';

/** How much is read before it is written, and how much at most. */
const recordsPerWrite = 8192;
const bytesPerWrite = 8 * 1024 * 1024;
const reportEveryMs = 500;

export interface CopyWork {
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Copies a ledger as it is at one moment, page by page, whether or not another process writes it meanwhile. On disk when
 * it resolves. What is damaged is copied as it is: verify the copy.
 * @param to a directory that is missing or empty
 * @returns the sequence of its last event
 * @throws LedgerError `not-found`, `data-directory-foreign`, `disk-full`, `unavailable`, `cancelled`
 */
export async function copyLedger(from: string, to: string, work: CopyWork = {}): Promise<number> {
  requireLedgerFormat(from, false);
  const size = statSync(join(from, 'data.mdb')).size;
  requireLedgerFormat(to, true);
  // It asks for twice as much, for those who write pages anew.
  requireSpace(to, size / 2);
  const source = LedgerDatabase.open(from, { readOnly: true });
  const target = join(to, 'data.mdb');
  const told = setInterval(() => {
    const done = statSync(target, { throwIfNoEntry: false })?.size ?? 0;
    work.progress?.({ stage: 'ledger', done: Math.min(done, size), total: size, unit: 'bytes' });
  }, reportEveryMs);
  try {
    work.progress?.({ stage: 'ledger', done: 0, total: size, unit: 'bytes' });
    await source.copyTo(to);
  } catch (error) {
    throw failed(to, error);
  } finally {
    clearInterval(told);
    await source.close();
  }
  // It cannot be stopped on its way.
  if (work.signal?.aborted === true) throw stopped();
  chmodSync(target, 0o600);
  syncFile(target);
  return finish(to);
}

/**
 * Copies the first events of a ledger to a new one, with their leaves; its index is made when it is opened. On disk when it
 * resolves. Nothing of later events gets into the files.
 * @param to a directory that is missing or empty
 * @param last the sequence of the last event that is wanted
 * @throws LedgerError `not-found`, `data-directory-foreign`, `disk-full`, `unavailable`, `cancelled`, `integrity`
 */
export async function copyLedgerUpTo(from: string, to: string, last: number, work: CopyWork = {}): Promise<void> {
  requireLedgerFormat(from, false);
  requireLedgerFormat(to, true);
  const source = LedgerDatabase.open(from, { readOnly: true });
  const target = LedgerDatabase.open(to, { readOnly: false });
  try {
    for (let sequence = 1; sequence <= last;) {
      if (work.signal?.aborted === true) throw stopped();
      work.progress?.({ stage: 'ledger', done: sequence - 1, total: last, unit: 'events' });
      sequence = await copyPiece(source, target, sequence, last);
    }
    await target.writeLeaves(last, 1);
  } catch (error) {
    throw failed(to, error);
  } finally {
    await target.close();
    await source.close();
  }
  chmodSync(join(to, 'data.mdb'), 0o600);
  await finish(to);
}

/** @returns the sequence behind the last one that was copied */
async function copyPiece(source: LedgerDatabase, target: LedgerDatabase, first: number, last: number): Promise<number> {
  const records: { sequence: number; bytes: Buffer }[] = [];
  let bytes = 0;
  let sequence = first;
  for (; sequence <= last && records.length < recordsPerWrite && bytes < bytesPerWrite; sequence++) {
    const { leaf } = source.present(sequence);
    const raw = source.rawRecord(sequence)!;
    // What is read is longer than it says, and gone with the next read.
    records.push({ sequence, bytes: Buffer.from(raw.subarray(0, raw.length)) });
    bytes += raw.length;
    target.leaves.set(sequence, leaf);
  }
  await target.writeRecords(records);
  return sequence;
}

/** The mark of the copy is that of its own last event, not of what was written since. @returns its sequence */
async function finish(to: string): Promise<number> {
  const copy = LedgerDatabase.open(to, { readOnly: true });
  try {
    const last = copy.lastStored();
    if (last > 0) {
      const mark = HeadMarkFile.open(to);
      mark.write({ sequence: last, leaf: copy.present(last).leaf });
      mark.close();
    }
    syncDirectory(to);
    return last;
  } finally {
    await copy.close();
  }
}

function stopped(): LedgerError {
  return new LedgerError('cancelled', 'Stopped before the ledger was copied.');
}

function failed(to: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const code = isDiskFull(error, to) ? 'disk-full' : 'unavailable';
  return new LedgerError(code, `The ledger could not be copied to ${to}: ${(error as Error).message}`, {
    cause: error,
  });
}
