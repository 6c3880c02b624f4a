import type { CellPath } from '#read-store/port.js';
import type { FlatContribution } from '../definition/contributions.js';
import { totalSteps } from './evidence.js';
import type { PastParts } from './past-corrections.js';

/** What one key contributes to one total. */
export interface KeyTotal {
  readonly at: CellPath;
  /** Those of 0 are left out. */
  readonly sums: Readonly<Record<string, number>>;
  /** Of each column the values, in no order. */
  readonly values: Readonly<Record<string, readonly number[]>>;
}

interface Adding {
  readonly at: CellPath;
  readonly sums: Map<string, number>;
  /** How often each value is there. */
  readonly values: Map<string, Map<number, number>>;
}

/**
 * What one key contributed to all totals at a past moment, out of the steps that the build has kept: nothing is folded for it
 * but what was not known then.
 */
export function keyTotals(parts: PastParts, key: string): KeyTotal[] {
  const found = new Map<string, Adding>();
  for (const { change } of totalSteps(parts, key)) {
    for (const entry of change.plus) add(found, entry, 1);
    for (const entry of change.minus) add(found, entry, -1);
  }
  return [...found.values()].flatMap(({ at, sums, values }) => {
    const told = {
      at,
      sums: Object.fromEntries([...sums].filter(([, sum]) => sum !== 0)),
      values: Object.fromEntries([...values].map(([name, counts]) => [name, copiesOf(counts)])),
    };
    const isNothing =
      Object.keys(told.sums).length === 0 && Object.values(told.values).every((column) => column.length === 0);
    return isNothing ? [] : [told];
  });
}

function add(found: Map<string, Adding>, [at, added, columns]: FlatContribution, sign: 1 | -1): void {
  const name = JSON.stringify(at);
  let total = found.get(name);
  if (total === undefined) found.set(name, (total = { at, sums: new Map(), values: new Map() }));
  for (let i = 0; i < added.length; i += 2) {
    const sum = added[i] as string;
    total.sums.set(sum, (total.sums.get(sum) ?? 0) + sign * (added[i + 1] as number));
  }
  for (let i = 0; i < columns.length; i += 2) {
    const column = columns[i] as string;
    let counts = total.values.get(column);
    if (counts === undefined) total.values.set(column, (counts = new Map()));
    for (const value of columns[i + 1] as readonly number[]) counts.set(value, (counts.get(value) ?? 0) + sign);
  }
}

function copiesOf(counts: ReadonlyMap<number, number>): number[] {
  return [...counts].flatMap(([value, count]) => Array.from({ length: count }, () => value));
}
