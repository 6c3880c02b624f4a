import { compareKeys } from '#read-store/key-order.js';
import type { CellPath, Snapshot } from '#read-store/port.js';
import { permittedNow } from './as-of.js';
import type { Moment, Past } from './as-of.js';
import { folds } from './compiled-projection.js';
import type { CompiledProjection } from './compiled-projection.js';
import type { Contributor, ContributorPlace, LookedAt } from './contributor.js';
import { coming, unpackChange } from './contribution-change.js';
import type { ContributionChange } from './contribution-change.js';
import { samePath } from './contributions.js';
import type { FlatContribution } from './contributions.js';
import { countOf } from './count.js';
import { assignmentsOf, GivenEvent } from './given-event.js';
import type { Assignment } from './given-event.js';
import type { PastCorrections } from './past-corrections.js';

/** From where a cell is looked at: a build, what has to be corrected of it, and the moment. */
export interface CellSource {
  readonly projection: CompiledProjection;
  readonly past: Past;
  readonly snapshot: Snapshot;
  readonly moment: Moment;
  readonly corrections: PastCorrections;
  /** All changes of a key that has to be corrected. */
  readonly changesOf: (key: string) => readonly { readonly sequence: number; readonly change: ContributionChange }[];
}

/**
 * What stands behind a cell of a total (engine.md §6): first documents, in the order of their keys, then the events that
 * count by themselves, in the order of the ledger. Nothing tells in advance which they are, so all are looked at, one by
 * one; whoever asks ends when it has enough, and goes on later.
 * @param after where to go on: behind this
 */
export function* contributorsTo(source: CellSource, at: CellPath, after: ContributorPlace = {}): Generator<LookedAt> {
  if (after.sequence === undefined) yield* documentsBehind(source, at, after.key);
  if (source.projection.counters.size > 0) yield* eventsBehind(source, at, after.sequence ?? 0);
}

function* documentsBehind(source: CellSource, at: CellPath, after: string | undefined): Generator<LookedAt> {
  const { projection, snapshot, moment, corrections, changesOf } = source;
  if (projection.rollup === undefined) return;
  const { keys, isBaseEmpty } = corrections;
  const time = projection.order === 'recorded' ? moment.known : moment.asOf;
  for (const key of keysBehind(isBaseEmpty ? undefined : snapshot, keys, after)) {
    const net = new Net(at);
    let looked = 1;
    if (keys.has(key)) {
      for (const { sequence, change } of changesOf(key)) {
        looked++;
        net.add(change, sequence);
      }
    } else {
      for (const step of snapshot.totalSteps(key)) {
        looked++;
        if (step.time <= time) net.add(unpackChange(step.change), step.sequence);
      }
    }
    yield { place: { key }, looked, ...net.found({ key }) };
  }
}

/** Keys of a build, and those that were other then, in one order. */
function* keysBehind(
  snapshot: Snapshot | undefined,
  corrected: ReadonlySet<string>,
  after: string | undefined,
): Generator<string> {
  const isBehind = (key: string): boolean => after === undefined || compareKeys(key, after) > 0;
  const others = [...corrected].filter(isBehind).sort(compareKeys);
  let next = 0;
  for (const { key } of snapshot?.entries(after === undefined ? {} : { after }) ?? []) {
    while (next < others.length && compareKeys(others[next]!, key) < 0) yield others[next++]!;
    if (others[next] === key) next++;
    yield key;
  }
  yield* others.slice(next);
}

function* eventsBehind(source: CellSource, at: CellPath, after: number): Generator<LookedAt> {
  const { projection, past, moment } = source;
  const { mirror, visibility } = past;
  const isOccurred = projection.order === 'occurred';
  if (after >= moment.known) return;
  for (const event of mirror.readAll({ from: after + 1, limit: moment.known - after })) {
    const place = { sequence: event.sequence };
    const mayCount =
      folds(projection, event.type) &&
      (!isOccurred || (event.occurredAt <= moment.asOf && !visibility.isHidden(event, moment.known)));
    if (!mayCount) {
      yield { place, looked: 1 };
      continue;
    }
    const known = { sequence: moment.known };
    const assignments = assignmentsOf(projection, new GivenEvent(event), visibility, known, permittedNow(past));
    const first = assignments.find(({ share }) => share === 1);
    yield { place, looked: 1, ...(first === undefined ? {} : countedBy(projection, first, at)) };
  }
}

function countedBy(projection: CompiledProjection, { key, given }: Assignment, at: CellPath): Pick<LookedAt, 'found'> {
  const { sequence, type } = given.event;
  if (!projection.counters.has(type)) return {};
  const net = new Net(at);
  try {
    net.add(coming(countOf(projection, given.fact(1))), sequence);
  } catch {
    // What throws contributes nothing.
    return {};
  }
  return net.found({ key, event: sequence });
}

/** What is left in one cell of what came to it and went. */
class Net {
  private readonly sums = new Map<string, bigint>();
  private readonly values = new Map<string, Map<number, number>>();
  private readonly sequences: number[] = [];

  constructor(private readonly at: CellPath) {}

  add({ plus, minus }: ContributionChange, sequence: number): void {
    // Both are looked through.
    const touched = [this.put(plus, 1), this.put(minus, -1)].some(Boolean);
    if (touched && this.sequences.at(-1) !== sequence) this.sequences.push(sequence);
  }

  found(of: Pick<Contributor, 'key' | 'event'>): Pick<LookedAt, 'found'> {
    const sums = [...this.sums].filter(([, sum]) => sum !== 0n);
    const values = Array.from(this.values, ([name, copies]) => [name, listOf(copies)] as const);
    const left = values.filter(([, list]) => list.length > 0);
    if (sums.length + left.length === 0) return {};
    const { sequences } = this;
    return { found: { ...of, sums: Object.fromEntries(sums), values: Object.fromEntries(left), sequences } };
  }

  private put(entries: readonly FlatContribution[], sign: 1 | -1): boolean {
    let touched = false;
    for (const [path, sums, columns] of entries) {
      if (!samePath(path, this.at)) continue;
      for (let i = 0; i < sums.length; i += 2) {
        const name = sums[i] as string;
        if (sums[i + 1] !== 0) touched = true;
        this.sums.set(name, (this.sums.get(name) ?? 0n) + BigInt(sign * (sums[i + 1] as number)));
      }
      for (let i = 0; i < columns.length; i += 2) {
        const name = columns[i] as string;
        const copies = this.values.get(name) ?? new Map<number, number>();
        this.values.set(name, copies);
        // −0 and 0 are one value.
        for (const value of columns[i + 1] as readonly number[]) {
          copies.set(value + 0, (copies.get(value + 0) ?? 0) + sign);
          touched = true;
        }
      }
    }
    return touched;
  }
}

function listOf(copies: ReadonlyMap<number, number>): number[] {
  const values = [...copies].flatMap(([value, times]) => Array<number>(times).fill(value));
  return values.sort((a, b) => a - b);
}
