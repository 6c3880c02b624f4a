import { pack, unpack } from '#read-store/packing.js';
import { samePath } from '../definition/contributions.js';
import type { FlatContribution } from '../definition/contributions.js';

/** By what the contribution of a key changes: what comes to it and what goes. */
export interface ContributionChange {
  readonly plus: readonly FlatContribution[];
  readonly minus: readonly FlatContribution[];
}

const nothing: readonly never[] = [];

/** A contribution that comes whole. */
export function coming(plus: readonly FlatContribution[]): ContributionChange {
  return { plus, minus: nothing };
}

/** The change taken back. */
export function reversed({ plus, minus }: ContributionChange): ContributionChange {
  return { plus: minus, minus: plus };
}

export function packChange({ plus, minus }: ContributionChange): Uint8Array {
  return pack(minus.length === 0 ? [plus] : [plus, minus]);
}

export function unpackChange(bytes: Uint8Array): ContributionChange {
  const [plus, minus = nothing] = unpack<[FlatContribution[], FlatContribution[]?]>(bytes);
  return { plus, minus };
}

/**
 * What lies between two states of a contribution, as little as there is: entries at the same path change by the
 * difference of their sums and by the values that came and went. Entries mostly keep their places; what has moved is
 * found by its path.
 * @returns undefined when nothing has changed
 */
export function changeBetween(
  before: readonly FlatContribution[],
  after: readonly FlatContribution[],
): ContributionChange | undefined {
  const change = { plus: [] as FlatContribution[], minus: [] as FlatContribution[] };
  const [gone, come]: [FlatContribution[], FlatContribution[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && now !== undefined && (old === now || samePath(old[0], now[0]))) {
      addDifference(change, old, now);
      i++;
      j++;
    } else if (now !== undefined && isAt(old, after[j + 1])) {
      come.push(now);
      j++;
    } else if (old !== undefined && isAt(now, before[i + 1])) {
      gone.push(old);
      i++;
    } else {
      if (old !== undefined) gone.push(old);
      if (now !== undefined) come.push(now);
      i++;
      j++;
    }
  }
  if (gone.length > 0 && come.length > 0) addMoved(change, gone, come);
  else {
    change.minus.push(...gone);
    change.plus.push(...come);
  }
  return change.plus.length === 0 && change.minus.length === 0 ? undefined : change;
}

/** Whether one entry was put in, or taken out, before the other. */
function isAt(a: FlatContribution | undefined, b: FlatContribution | undefined): boolean {
  return a !== undefined && b !== undefined && samePath(a[0], b[0]);
}

type Growing = { readonly plus: FlatContribution[]; readonly minus: FlatContribution[] };

function addMoved(change: Growing, before: readonly FlatContribution[], after: readonly FlatContribution[]): void {
  // Mostly one entry has given way to another.
  if (before.length === 1 && after.length === 1) {
    change.minus.push(before[0]!);
    change.plus.push(after[0]!);
    return;
  }
  const byPath = new Map<string, FlatContribution[]>();
  for (const entry of before) {
    const path = JSON.stringify(entry[0]);
    const entries = byPath.get(path);
    if (entries === undefined) byPath.set(path, [entry]);
    else entries.push(entry);
  }
  for (const entry of after) {
    const old = byPath.get(JSON.stringify(entry[0]))?.shift();
    if (old === undefined) change.plus.push(entry);
    else addDifference(change, old, entry);
  }
  for (const left of byPath.values()) change.minus.push(...left);
}

function addDifference(change: Growing, before: FlatContribution, after: FlatContribution): void {
  if (before === after) return;
  const [path, oldSums, oldColumns] = before;
  const sums = sumDifferences(oldSums, after[1]);
  const came: (string | readonly number[])[] = [];
  const went: (string | readonly number[])[] = [];
  for (let i = 0; i < after[2].length; i += 2) {
    const name = after[2][i] as string;
    addValueDifference(
      name,
      ofName<readonly number[]>(oldColumns, name) ?? nothing,
      after[2][i + 1] as readonly number[],
      came,
      went,
    );
  }
  for (let i = 0; i < oldColumns.length; i += 2) {
    if (ofName(after[2], oldColumns[i] as string) === undefined) went.push(oldColumns[i]!, oldColumns[i + 1]!);
  }
  if (sums === undefined) {
    // The difference of two exact numbers may not be one.
    change.minus.push([path, oldSums, went]);
    change.plus.push([path, after[1], came]);
    return;
  }
  if (sums.length > 0 || came.length > 0) change.plus.push([path, sums, came]);
  if (went.length > 0) change.minus.push([path, nothing, went]);
}

function sumDifferences(
  before: readonly (string | number)[],
  after: readonly (string | number)[],
): (string | number)[] | undefined {
  const sums: (string | number)[] = [];
  const put = (name: string, by: number): boolean => {
    if (by !== 0) sums.push(name, by);
    return Number.isSafeInteger(by);
  };
  for (let i = 0; i < after.length; i += 2) {
    const name = after[i] as string;
    const old = before[i] === name ? (before[i + 1] as number) : (ofName<number>(before, name) ?? 0);
    if (!put(name, (after[i + 1] as number) - old)) return undefined;
  }
  for (let i = 0; i < before.length; i += 2) {
    const name = before[i] as string;
    if (ofName(after, name) === undefined && !put(name, -(before[i + 1] as number))) return undefined;
  }
  return sums;
}

/** Lists mostly grow at their end: what both begin with is passed over. */
function addValueDifference(
  name: string,
  before: readonly number[],
  after: readonly number[],
  came: (string | readonly number[])[],
  went: (string | readonly number[])[],
): void {
  let same = 0;
  while (same < before.length && same < after.length && before[same] === after[same]) same++;
  if (same < after.length) came.push(name, after.slice(same));
  if (same < before.length) went.push(name, before.slice(same));
}

/** What stands behind a name, where names and what belongs to them stand by turns. */
function ofName<T>(pairs: readonly (string | T)[], name: string): T | undefined {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === name) return pairs[i + 1] as T;
  return undefined;
}
