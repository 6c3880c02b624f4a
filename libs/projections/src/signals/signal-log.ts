import type { Position, Snapshot } from '#read-store/port.js';
import { unpackTransition } from './signal-transitions.js';
import type { SignalTransition } from './signal-transitions.js';

/** Where somebody stands who follows what becomes of the signals of one projection. */
export interface SignalPlace {
  readonly build: string;
  readonly log: string;
  readonly number: number;
}

/** What comes behind a place: transitions in order, or, where their numbers do not lead on from there, nothing but a new place. */
export interface FollowedSignals {
  readonly place: SignalPlace;
  /** Undefined: what stands has to be compared, because another build serves, or more was forgotten than was followed. */
  readonly transitions: readonly SignalTransition[] | undefined;
}

/**
 * Reads on behind a place. A batch that is committed in parts is given whole, what it raises before what it ends, so
 * that a signal that a link moves from one key to another does not seem to end.
 * @param foldedTo the sequence that the build is known to be folded to in all of its parts
 * @param limit how many are wanted; more where one batch has more
 */
export function followSignals(
  snapshot: Pick<Snapshot, 'transitions'>,
  build: string,
  from: SignalPlace | undefined,
  foldedTo: number,
  limit: number,
): FollowedSignals {
  const page = snapshot.transitions(from?.number ?? 0, limit);
  const { log, first, last, entries } = page;
  const leadsOn = from?.build === build && from.log === log && from.number >= first - 1 && from.number <= last;
  if (!leadsOn) return { place: { build, log, number: last }, transitions: undefined };
  const read = entries.map(({ number, transition }) => ({ number, ...unpackTransition(transition) }));
  const whole = wholeBatches(read, foldedTo, entries.at(-1)?.number === last);
  if (whole.length === 0 && entries.length === limit && read[0]!.batch.sequence <= foldedTo)
    return followSignals(snapshot, build, from, foldedTo, limit * 4);
  const number = whole.at(-1)?.number ?? from.number;
  return { place: { build, log, number }, transitions: inOrder(whole) };
}

/** All but the batches that are not folded in all parts yet, or not read to their end. */
function wholeBatches<Read extends SignalTransition>(read: readonly Read[], foldedTo: number, isAll: boolean): Read[] {
  const cut = isAll ? undefined : read.at(-1)?.batch;
  const end = read.findIndex(({ batch }) => batch.sequence > foldedTo || (cut !== undefined && isSame(batch, cut)));
  return end < 0 ? [...read] : read.slice(0, end);
}

function inOrder(read: readonly SignalTransition[]): SignalTransition[] {
  const opens = ({ became }: SignalTransition): boolean => became === 'raised' || became === 'changed';
  const ordered: SignalTransition[] = [];
  for (let begin = 0, end: number; begin < read.length; begin = end) {
    for (end = begin + 1; end < read.length && isSame(read[end]!.batch, read[begin]!.batch);) end++;
    const batch = read.slice(begin, end);
    ordered.push(...batch.filter(opens), ...batch.filter((one) => !opens(one)));
  }
  return ordered;
}

function isSame(a: Position, b: Position): boolean {
  return a.sequence === b.sequence && a.horizon === b.horizon;
}
