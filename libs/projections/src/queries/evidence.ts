import { compareKeys } from '#read-store/key-order.js';
import { plus, shownSums } from '#read-store/cell-steps.js';
import type { Sums } from '#read-store/cell-steps.js';
import type { CellPath } from '#read-store/port.js';
import { permittedNow } from './as-of.js';
import type { Moment, Past } from './as-of.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { samePath } from '../definition/contributions.js';
import type { FlatContribution } from '../definition/contributions.js';
import { coming, unpackChange } from '../folding/contribution-change.js';
import type { ContributionChange } from '../folding/contribution-change.js';
import { countOf } from '../folding/count.js';
import { assignmentsOf, GivenEvent } from '../facts/given-event.js';
import type { PastParts } from './past-corrections.js';
import type { PastView } from './past-view.js';
import type { Pieces } from '../calls/pieces.js';

/** What one key, or one event by itself, contributes to a total, and the events behind it. */
export interface Evidence {
  readonly key: string;
  /** It is what an event counts by itself. */
  readonly isCounted?: true;
  readonly sums: Readonly<Record<string, bigint>>;
  /** How many values of each column. */
  readonly values: Readonly<Record<string, number>>;
  /** Of the events that made it so, in the order of time. */
  readonly sequences: readonly number[];
}

export interface EvidencePage {
  readonly rows: readonly Evidence[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

/** What the evidence is looked for in. */
export interface Searched {
  readonly projection: CompiledProjection;
  readonly past: Past;
  readonly moment: Moment;
  readonly view: PastView;
}

/** Which part of a total. */
export interface Asked {
  /** The path of the cell. */
  readonly at: CellPath;
  /** Only this sum, or column; without it all of them. */
  readonly part?: string;
}

const keysAtOnce = 200;

/**
 * The evidence of one total at a moment: every key whose document contributes to it, by key, with the events whose steps
 * changed its part; then the events that count by themselves, in the order of the ledger. What is given adds up to the total.
 * A piece is a key or an event.
 * @param asked the total
 * @param after `next` of the page before
 */
export function* evidenceOf(
  searched: Searched,
  asked: Asked,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Pieces<EvidencePage> {
  const rows: Evidence[] = [];
  let place = after ?? 'k';
  for (const found of [keysBehind, eventsBehind]) {
    const mark = found === keysBehind ? 'k' : 'e';
    if (place[0] === 'e' && mark === 'k') continue;
    const search = found(searched, asked, place[0] === mark ? place.slice(1) : '');
    for (let step = search.next(); step.done !== true; step = search.next()) {
      yield;
      if (step.value === undefined) continue;
      if (rows.length === limit) return { rows, next: place };
      rows.push(step.value.evidence);
      place = `${mark}${step.value.place}`;
    }
  }
  return { rows };
}

interface Found {
  readonly evidence: Evidence;
  readonly place: string;
}

/** Something after each key, also where it has no part. */
function* keysBehind({ view }: Searched, asked: Asked, after: string): Generator<Found | undefined> {
  const parts = view.parts();
  const corrected = Array.from(parts.corrections.keys).filter((key) => compareKeys(key, after) > 0);
  corrected.sort(compareKeys);
  let next = 0;
  for (let from = after, isDone = false; !isDone;) {
    // A page of keys at a time: what is read of a build must not be open while others have their turn.
    const page = storedKeys(parts, from);
    isDone = page.length < keysAtOnce;
    const last = page.at(-1);
    const keys = new Set(page);
    while (next < corrected.length && (isDone || compareKeys(corrected[next]!, last!) <= 0))
      keys.add(corrected[next++]!);
    for (const key of Array.from(keys).sort(compareKeys)) {
      const evidence = evidenceIn(key, totalSteps(parts, key), asked);
      yield evidence && { evidence, place: key };
    }
    if (last !== undefined) from = last;
  }
}

/** So many keys of the build behind one, in order: with the corrected ones all that there may have been. */
function storedKeys({ corrections, snapshot }: PastParts, after: string): readonly string[] {
  if (corrections.isBaseEmpty) return [];
  const keys: string[] = [];
  for (const { key } of snapshot.entries({ after })) if (keys.push(key) === keysAtOnce) break;
  return keys;
}

/** The steps of what a key contributes to totals. */
export function* totalSteps(
  { corrections, snapshot, time: upTo, fold }: PastParts,
  key: string,
): Generator<{ readonly sequence: number; readonly change: ContributionChange }> {
  if (corrections.keys.has(key)) yield* fold(key)?.totalChanges ?? [];
  else if (!corrections.isBaseEmpty) {
    for (const { time, sequence, change } of snapshot.totalSteps(key))
      if (time <= upTo) yield { sequence, change: unpackChange(change) };
  }
}

/** Events that count by themselves, each with the first of its keys. */
function* eventsBehind(
  { projection, past, moment }: Searched,
  asked: Asked,
  after: string,
): Generator<Found | undefined> {
  if (projection.counters.size === 0) return;
  const { mirror, visibility } = past;
  const isRecorded = projection.order === 'recorded';
  const from = Number(after || 0) + 1;
  for (const event of mirror.readAll({ from, limit: Math.max(0, moment.known - from + 1) })) {
    const isThere =
      projection.counters.has(event.type) &&
      (isRecorded || (event.occurredAt <= moment.asOf && !visibility.isHidden(event, moment.known)));
    const [first] = isThere
      ? assignmentsOf(projection, new GivenEvent(event), visibility, { sequence: moment.known }, permittedNow(past))
      : [];
    yield first && foundIn(projection, event.sequence, first, asked);
  }
}

function foundIn(
  projection: CompiledProjection,
  sequence: number,
  { key, given }: ReturnType<typeof assignmentsOf>[number],
  asked: Asked,
): Found | undefined {
  try {
    const change = coming(countOf(projection, given.fact(1)));
    const evidence = evidenceIn(key, [{ sequence, change }], asked);
    return evidence && { evidence: { ...evidence, isCounted: true }, place: String(sequence) };
  } catch {
    // What throws contributes nothing.
    return undefined;
  }
}

function evidenceIn(
  key: string,
  steps: Iterable<{ readonly sequence: number; readonly change: ContributionChange }>,
  asked: Asked,
): Evidence | undefined {
  const sums: Sums = new Map();
  const values = new Map<string, number>();
  const sequences = new Set<number>();
  for (const { sequence, change } of steps) {
    const isTouched = [
      ...change.plus.map((entry) => add(entry, asked, 1, sums, values)),
      ...change.minus.map((entry) => add(entry, asked, -1, sums, values)),
    ].includes(true);
    if (isTouched) sequences.add(sequence);
  }
  const shown = shownSums(sums);
  const counted = Array.from(values).filter(([, count]) => count !== 0);
  if (Object.keys(shown).length === 0 && counted.length === 0) return undefined;
  return { key, sums: shown, values: Object.fromEntries(counted), sequences: Array.from(sequences) };
}

function add(
  [path, added, columns]: FlatContribution,
  { at, part }: Asked,
  sign: 1 | -1,
  sums: Sums,
  values: Map<string, number>,
): boolean {
  if (!samePath(path, at)) return false;
  let isTouched = false;
  const isAsked = (name: string): boolean => part === undefined || name === part;
  for (let i = 0; i < added.length; i += 2) {
    const name = added[i] as string;
    // What adds nothing is no step of it.
    if (!isAsked(name) || added[i + 1] === 0) continue;
    sums.set(name, plus(sums.get(name) ?? 0, sign * (added[i + 1] as number)));
    isTouched = true;
  }
  for (let i = 0; i < columns.length; i += 2) {
    const name = columns[i] as string;
    if (!isAsked(name) || columns[i + 1]!.length === 0) continue;
    values.set(name, (values.get(name) ?? 0) + sign * columns[i + 1]!.length);
    isTouched = true;
  }
  return isTouched;
}
