import type { KeyEntry, Place, Snapshot } from '#read-store/port.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { compareFacts } from './fold.js';
import type { Checkpoint } from './key-fold.js';
import type { TouchedKey } from './touched-keys.js';

/** Where the fold of a key goes on, and what of its old steps does not hold any more. */
export interface Resumption {
  /** Without it from the first fact on. */
  readonly from?: Checkpoint;
  /** Whether the facts behind it are read from the mirror; else they are the new ones alone. */
  readonly reads: boolean;
  /** New facts are put behind what is stored, and nothing of it changes. */
  readonly isAppend: boolean;
  /** How many of the key's snapshots stay. */
  readonly snapshots: number;
  /** From which number on steps of its totals do not hold any more; undefined when there are none behind. */
  readonly outdatedFrom: number | undefined;
}

/**
 * New facts behind all others go on from what is stored. Anything else begins at the last state that it does not touch:
 * what is stored, a snapshot, or nothing.
 */
export function resumptionOf(
  projection: CompiledProjection,
  touched: TouchedKey,
  entry: KeyEntry | undefined,
  snapshot: Snapshot,
): Resumption {
  const { key } = touched;
  if (entry === undefined)
    return { reads: touched.from !== undefined, isAppend: false, snapshots: 0, outdatedFrom: undefined };
  const begin = beginOf(projection, touched, entry);
  // A document of no fact is one that is only marked.
  const goesOn = entry.document !== undefined && entry.facts > 0;
  if (goesOn && (begin === undefined || compareFacts(projection, entry.place, begin) < 0)) {
    const from: Checkpoint = { ...entry, document: entry.document };
    // Only time that passed has made steps behind the last fact.
    const outdatedFrom = entry.current === undefined ? undefined : entry.totalSteps;
    const reads = begin !== undefined;
    const { snapshotFacts } = projection;
    const mayGrow = reads || (entry.facts % snapshotFacts) + touched.facts.length >= snapshotFacts;
    const snapshots = mayGrow ? snapshot.snapshotCount(key) : 0;
    return { from, reads, isAppend: entry.current === undefined, snapshots, outdatedFrom };
  }
  const found = snapshot.lastSnapshot(
    key,
    ({ place }) => begin !== undefined && compareFacts(projection, place, begin) < 0,
  );
  if (found === undefined) return { reads: true, isAppend: false, snapshots: 0, outdatedFrom: 0 };
  const { snapshot: from, index } = found;
  return { from, reads: true, isAppend: false, snapshots: index + 1, outdatedFrom: from.totalSteps };
}

/** The first place from which on something is other than it was folded; undefined when all that is new comes behind it. */
function beginOf(projection: CompiledProjection, { facts, from }: TouchedKey, entry: KeyEntry): Place | undefined {
  const first = facts[0]?.fact;
  const isLate = first !== undefined && compareFacts(projection, first, entry.place) <= 0;
  // A key that is set apart has not folded all of its facts.
  const isApart = entry.quarantine !== undefined && first !== undefined;
  const places = [...(from === undefined ? [] : [from]), ...(isLate || isApart ? [first] : [])];
  return places.sort((a, b) => compareFacts(projection, a, b))[0];
}
