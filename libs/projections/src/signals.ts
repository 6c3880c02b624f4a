import { LedgerError } from '#core/errors.js';
import { sha256Hex } from '#core/hashing.js';
import { limits } from '#core/limits.js';
import { severities } from '#core/severities.js';
import { isInstant } from '#core/time.js';
import { canonicalJson } from '#core/canonical-json.js';
import { pack, unpack } from '#read-store/packing.js';
import type { CompiledProjection } from './compiled-projection.js';
import type { IndexRow, Signal } from './definition.js';
import { isWholeKey, partOfKey, valueOfKey } from './projection-key.js';
import { packRow } from './storable.js';

/** No signals, as it is kept in a step. */
export const noSignals: Uint8Array = new Uint8Array(0);

/** Whose a signal is. */
export type SignalSource = Pick<CompiledProjection, 'name' | 'within'>;

/**
 * By what a signal is known as long as it stands, and when it is raised again: hash of its projection, its kind, the event
 * that began it, and by which party (and organisation) of the event, and as which part, it is of its key. So no two that
 * stand have one id, and a link, which changes the key and none of these, raises nothing anew. Where a definition names
 * no party, the key stands for it.
 */
export function signalIdOf(source: SignalSource, key: string, signal: SignalNames): string {
  const { kind, event, party, organisation } = signal;
  const value = party ?? organisation ?? valueOfKey(source, key);
  const part = source.within === undefined || isWholeKey(key) ? null : partOfKey(key);
  return sha256Hex(canonicalJson([source.name, kind, event, value, organisation ?? null, part]));
}

type SignalNames = Pick<Signal, 'kind' | 'event' | 'party' | 'organisation'>;

/** By what signals of one key are told apart. */
function nameOf({ kind, event, party, organisation }: SignalNames): string {
  return canonicalJson([kind, event, party ?? null, organisation ?? null]);
}

/**
 * The signals of a key as they are stored: in one order, whichever the definition gives them in.
 * @throws LedgerError `invalid` where one says too little, or two are one; `limit-exceeded`
 */
export function packSignals(signals: readonly Signal[]): Uint8Array {
  if (!Array.isArray(signals)) throw new LedgerError('invalid', 'Signals are no list.');
  if (signals.length > limits.signalsOfKey) {
    throw new LedgerError(
      'limit-exceeded',
      `There are ${signals.length} signals; the limit is ${limits.signalsOfKey} a key.`,
    );
  }
  if (signals.length === 0) return noSignals;
  const rows = signals.map((signal: Signal) => {
    requireSignal(signal);
    return { name: nameOf(signal), row: plain(signal) };
  });
  rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const twice = rows.find(({ name }, i) => name === rows[i + 1]?.name);
  if (twice !== undefined)
    throw new LedgerError('invalid', `Two signals of one kind began with one event: ${twice.name}.`);
  return pack(rows.map(({ row }) => row));
}

/** @param bytes of `packSignals`; undefined for none */
export function unpackSignals(bytes: Uint8Array | undefined): readonly Signal[] {
  return bytes === undefined || bytes.length === 0 ? [] : unpack<Signal[]>(bytes);
}

function requireSignal({ kind, event, party, organisation, severity, since }: Signal): void {
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  if (!isText(kind)) throw new LedgerError('invalid', 'A signal has no kind.');
  if (!isText(event)) throw new LedgerError('invalid', `A signal "${kind}" names no event that began it.`);
  for (const id of [party, organisation])
    if (id !== undefined && !isText(id)) throw new LedgerError('invalid', `A signal "${kind}" has a bad party.`);
  if (!severities.includes(severity))
    throw new LedgerError('invalid', `A signal "${kind}" has a severity that is none of ${severities.join(', ')}.`);
  if (!isInstant(since)) throw new LedgerError('invalid', `A signal "${kind}" says no instant \`since\`.`);
}

/** Flat and plain, as an index row: members in one order. */
function plain(signal: Signal): IndexRow {
  const row = unpack<IndexRow>(packRow(signal as IndexRow));
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}
