import { LedgerError } from '#core/errors.js';
import { sha256Hex } from '#core/hashing.js';
import { limits } from '#core/limits.js';
import { severities } from '#core/severities.js';
import { isInstant } from '#core/time.js';
import { canonicalJson } from '#core/canonical-json.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { isWholeKey, partOfKey, valueOfKey } from '../definition/projection-key.js';
import type { IndexRow, Signal } from '../definition/definition.js';
import { pack } from '#read-store/packing.js';
import { plainRow } from '../definition/storable.js';

/** Whose a signal is. */
export type SignalSource = Pick<CompiledProjection, 'name' | 'within'>;

/**
 * By what a signal is known as long as it stands, and when it is raised again: hash of its projection, its kind, the event
 * that began it, by which party (and organisation) of the event, and as which part, it is of its key, and what it is about
 * where it says so. So no two that stand have one id, and a link, which changes the key and none of these, raises nothing
 * anew. Where a definition names no party, the key stands for it.
 */
export function signalIdOf(source: SignalSource, key: string, signal: SignalNames): string {
  const { kind, event, party, organisation, about } = signal;
  const value = party ?? organisation ?? valueOfKey(source, key);
  const part = source.within === undefined || isWholeKey(key) ? null : partOfKey(key);
  const named = [source.name, kind, event, value, organisation ?? null, part];
  return sha256Hex(canonicalJson(about === undefined ? named : [...named, about]));
}

/** Gives the ids of the signals of a key, each made once: one that stands in many steps is one object in them. */
export function idsOfKey(source: SignalSource, key: string): (signal: Signal) => string {
  const made = new WeakMap<Signal, string>();
  return (signal) => {
    const id = made.get(signal) ?? signalIdOf(source, key, signal);
    made.set(signal, id);
    return id;
  };
}

type SignalNames = Pick<Signal, 'kind' | 'event' | 'party' | 'organisation' | 'about'>;

/** By what signals of one key are told apart. */
export function nameOf({ kind, event, party, organisation, about }: SignalNames): string {
  const name = [kind, event, party ?? null, organisation ?? null];
  return canonicalJson(about === undefined ? name : [...name, about]);
}

/** What stands of a key: the signals that are kept, in one order, and how many more there are. */
export interface SignalList {
  readonly signals: readonly Signal[];
  readonly rest: number;
}

export const nothingStands: SignalList = Object.freeze({ signals: Object.freeze([]), rest: 0 });

/**
 * What a definition gives, checked and in one order, whichever it gives it in. Of more than `limits.signalsOfKey` the
 * gravest are kept, of those as grave the newest, and of those of one instant the first in that order; the rest is counted.
 * @throws LedgerError `invalid` where one says too little, or two are one; `limit-exceeded` where one is too large
 */
export function listOf(given: readonly Signal[]): SignalList {
  if (!Array.isArray(given)) throw new LedgerError('invalid', 'Signals are no list.');
  if (given.length === 0) return nothingStands;
  const named = given.map((signal: Signal) => {
    requireSignal(signal);
    return { name: nameOf(signal), signal: plain(signal) };
  });
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  named.sort(byName);
  const twice = named.find(({ name }, i) => name === named[i + 1]?.name);
  if (twice !== undefined)
    throw new LedgerError('invalid', `Two signals of one kind began with one event: ${twice.name}.`);
  const rest = Math.max(named.length - limits.signalsOfKey, 0);
  // Sorting leaves in their order what is as grave and of one instant.
  const kept = rest === 0 ? named : named.toSorted(graverFirst).slice(0, limits.signalsOfKey).sort(byName);
  return { signals: kept.map(({ signal }) => signal), rest };
}

function graverFirst({ signal: a }: { signal: Signal }, { signal: b }: { signal: Signal }): number {
  return severities.indexOf(b.severity) - severities.indexOf(a.severity) || b.since - a.since;
}

function requireSignal({ kind, event, party, organisation, about, severity, since }: Signal): void {
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  if (!isText(kind)) throw new LedgerError('invalid', 'A signal has no kind.');
  if (!isText(event)) throw new LedgerError('invalid', `A signal "${kind}" names no event that began it.`);
  for (const id of [party, organisation])
    if (id !== undefined && !isText(id)) throw new LedgerError('invalid', `A signal "${kind}" has a bad party.`);
  if (about !== undefined && !isText(about))
    throw new LedgerError('invalid', `A signal "${kind}" does not say what it is about.`);
  if (!severities.includes(severity))
    throw new LedgerError('invalid', `A signal "${kind}" has a severity that is none of ${severities.join(', ')}.`);
  if (!isInstant(since)) throw new LedgerError('invalid', `A signal "${kind}" says no instant \`since\`.`);
}

/** Flat and plain, as an index row: members in one order. */
function plain(signal: Signal): Signal {
  const row = Object.entries(plainRow(signal as IndexRow)).sort(([a], [b]) => (a < b ? -1 : 1));
  const made = Object.fromEntries(row) as unknown as Signal;
  const { length } = pack(made);
  if (length > limits.signalBytes)
    throw new LedgerError('limit-exceeded', `A signal has ${length} bytes; the limit is ${limits.signalBytes}.`);
  return made;
}
