import type { Transaction } from 'lmdb';
import { limits } from '#core/limits.js';
import type { TransitionPage } from '../transition-log.js';
import { logName } from './build-database.js';
import type { Table, Tables } from './build-database.js';

/** The table `transitions`: number (8 bytes, so that they sort) → what became of a signal. */

/** Numbers transitions behind the last one, and forgets those that are too old. Must run inside a write transaction. */
export function writeTransitions(table: Table, transitions: readonly Uint8Array[]): void {
  if (transitions.length === 0) return;
  const before = lastNumber(table);
  const last = before + transitions.length;
  const oldest = Math.max(1, last - limits.signalTransitions + 1);
  const tooOld = Array.from(table.getKeys({ end: numberKey(oldest) }));
  for (const key of tooOld) table.removeSync(key);
  for (let number = Math.max(before + 1, oldest); number <= last; number++) {
    const bytes = transitions[number - before - 1]!;
    table.putSync(numberKey(number), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
}

/** Those behind a number. */
export function readTransitions(
  { meta, transitions }: Pick<Tables, 'meta' | 'transitions'>,
  { after, limit }: { readonly after: number; readonly limit: number },
  reading: { readonly transaction: Transaction },
): TransitionPage {
  const last = lastNumber(transitions, reading);
  const [first] = transitions.getKeys({ ...reading, limit: 1 });
  const range = transitions.getRange({ ...reading, start: numberKey(after + 1), limit });
  return {
    log: meta.get(logName, reading)?.toString() ?? '',
    first: first === undefined ? last + 1 : numberOf(first),
    last,
    entries: Array.from(range, ({ key, value }) => ({ number: numberOf(key), transition: value })),
  };
}

function lastNumber(table: Table, reading: { readonly transaction?: Transaction } = {}): number {
  const [last] = table.getKeys({ ...reading, reverse: true, limit: 1 });
  return last === undefined ? 0 : numberOf(last);
}

function numberKey(number: number): Buffer {
  const key = Buffer.allocUnsafe(8);
  key.writeBigUInt64BE(BigInt(number));
  return key;
}

function numberOf(key: Buffer): number {
  return Number(key.readBigUInt64BE());
}
