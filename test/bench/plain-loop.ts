import type { AnyFact } from '#domain/fact.js';
import type { AnyDefinition } from '#projections/definition/compiled-projection.js';
import type {
  Context,
  Contribution,
  IndexRow,
  KeyDimension,
  ParameterValues,
  ProjectionDefinition,
} from '#projections/definition/definition.js';

/** A decoded event: what handlers see of it, and the one member that keys are made of besides. */
export interface PlainEvent {
  readonly fact: AnyFact;
  readonly stream: string;
}

export interface PlainTotal {
  readonly at: Contribution['at'];
  readonly sums: Record<string, number>;
  readonly values: Record<string, number[]>;
}

/** What a projection makes of an array, in the memory of the process and nowhere else. */
export interface PlainContents {
  readonly documents: Map<string, object>;
  readonly rows: Map<string, IndexRow>;
  readonly totals: Map<string, PlainTotal>;
  /** How often a fact was folded or counted. */
  applications: number;
  /** How often a row or a contribution was found changed. */
  changes: number;
}

/** What one run of the plain loop over a ledger took and gave. */
export interface PlainRun {
  readonly events: number;
  /** Folding only: the array was there already. */
  readonly seconds: number;
  readonly byProjection: Readonly<Record<string, number>>;
  readonly documents: Readonly<Record<string, number>>;
  readonly applications: number;
  readonly changes: number;
}

/**
 * When totals and rows are looked at: after each input, which gives them for every moment, or once a key, which gives
 * those of the head only.
 */
export type Looking = 'each-input' | 'last-input';

type Handle = (doc: object, fact: AnyFact, ctx: Context<ParameterValues>) => unknown;
type Count = (fact: AnyFact, ctx: Context<ParameterValues>) => readonly Contribution[];
type Definition = ProjectionDefinition<object, ParameterValues, IndexRow, unknown>;

/**
 * The folds, totals and rows of one projection by a loop over an array, as somebody would write it who needs no engine:
 * nothing is encoded, stored, seen as of a moment or continued. What the engine's figures are held against.
 * @param events in the order of the ledger
 */
export function foldPlainly(
  any: AnyDefinition,
  events: readonly PlainEvent[],
  parameters: ParameterValues,
  looking: Looking,
): PlainContents {
  const definition = any as unknown as Definition;
  const own = Object.keys(definition.parameters ?? {}).map((name) => [
    name,
    parameters[name] ?? definition.parameters![name]!,
  ]);
  const ctx = {
    parameters: Object.fromEntries(own) as ParameterValues,
    valid: () => undefined,
    feeds: { up: () => true },
  };
  const contents: PlainContents = {
    documents: new Map(),
    rows: new Map(),
    totals: new Map(),
    applications: 0,
    changes: 0,
  };
  for (const [key, facts] of gathered(definition, events, ctx, contents)) {
    foldKey(definition, key, facts, ctx, contents, looking);
  }
  for (const { values } of contents.totals.values()) {
    for (const name in values) values[name] = Array.from(Float64Array.from(values[name]!).sort());
  }
  return contents;
}

/** The facts of each key in the order of the projection; what the events themselves contribute is added on the way. */
function gathered(
  definition: Definition,
  events: readonly PlainEvent[],
  ctx: Context<ParameterValues>,
  contents: PlainContents,
): Map<string, AnyFact[]> {
  const handlers = functionsOf<Handle>(definition.on);
  const counters = functionsOf<Count>(definition.count ?? {});
  const { by, within } = definition.key;
  const byKey = new Map<string, AnyFact[]>();
  for (const event of events) {
    const { fact } = event;
    const isHandled = handlers.has(fact.type);
    const counter = counters.get(fact.type);
    if (!isHandled && counter === undefined) continue;
    const values = keysOf(event, by);
    if (counter !== undefined && values.length > 0) {
      contents.applications++;
      addAll(contents, counter(fact, ctx), 1);
    }
    if (!isHandled) continue;
    const parts = within?.(fact);
    for (let index = 0; index < values.length; index++) {
      const given = index === 0 ? fact : { ...fact, share: 0 as const };
      if (parts === undefined) push(byKey, values[index]!, given);
      else for (const part of parts) push(byKey, `${values[index]!}~${part}`, given);
    }
  }
  if (definition.order !== 'recorded') for (const facts of byKey.values()) putInFoldOrder(facts);
  return byKey;
}

function foldKey(
  definition: Definition,
  key: string,
  facts: readonly AnyFact[],
  ctx: Context<ParameterValues>,
  contents: PlainContents,
  looking: Looking,
): void {
  const doc = definition.initial(ctx);
  let before: readonly Contribution[] = [];
  let row: IndexRow | undefined;
  for (let index = 0; index < facts.length; index++) {
    const fact = facts[index]!;
    (definition.on[fact.type] as Handle)(doc, fact, ctx);
    contents.applications++;
    if (looking === 'last-input' && index < facts.length - 1) continue;
    const after = definition.rollup?.(doc, ctx) ?? [];
    if (before.length === 0) addAll(contents, after, 1);
    else replace(contents, before, after);
    before = after.map(asItIs);
    const rowNow = definition.index?.(doc, ctx);
    if (rowNow !== undefined && !isSameRow(row, rowNow)) contents.changes++;
    row = rowNow;
  }
  contents.documents.set(key, doc);
  if (row !== undefined) contents.rows.set(key, row);
}

/** A document goes on changing lists that it gave. */
function asItIs(contribution: Contribution): Contribution {
  const { values } = contribution;
  if (values === undefined) return contribution;
  const copies: Record<string, readonly number[]> = {};
  for (const name in values) copies[name] = [...values[name]!];
  return { ...contribution, values: copies };
}

/** What stayed the same, entry by entry, is left alone. All that went is taken away before anything is added. */
function replace(contents: PlainContents, before: readonly Contribution[], after: readonly Contribution[]): void {
  const changed: number[] = [];
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const [old, now] = [before[index], after[index]];
    if (old !== undefined && now !== undefined && isSameContribution(old, now)) continue;
    changed.push(index);
    if (old !== undefined) add(contents, old, -1);
  }
  for (const index of changed) if (after[index] !== undefined) add(contents, after[index], 1);
  contents.changes += changed.length;
}

function addAll(contents: PlainContents, contributions: readonly Contribution[], sign: 1 | -1): void {
  for (const contribution of contributions) add(contents, contribution, sign);
}

function add({ totals }: PlainContents, { at, add: sums, values }: Contribution, sign: 1 | -1): void {
  const path = at.join('\u0000');
  let total = totals.get(path);
  if (total === undefined) totals.set(path, (total = { at, sums: {}, values: {} }));
  for (const name in sums) total.sums[name] = (total.sums[name] ?? 0) + sign * sums[name]!;
  for (const name in values) {
    const column = (total.values[name] ??= []);
    if (sign === 1) column.push(...values[name]!);
    // The values of one key come one after the other, so what it had is at the end.
    else column.length -= values[name]!.length;
  }
}

function isSameContribution(a: Contribution, b: Contribution): boolean {
  if (a.at.length !== b.at.length || !a.at.every((element, index) => element === b.at[index])) return false;
  for (const name in b.add) if (b.add[name] !== a.add?.[name]) return false;
  for (const name in b.values) {
    const [old, now] = [a.values?.[name] ?? [], b.values[name]!];
    if (old.length !== now.length || old.some((value, index) => value !== now[index])) return false;
  }
  return true;
}

function isSameRow(a: IndexRow | undefined, b: IndexRow): boolean {
  if (a === undefined) return false;
  for (const name in b) if (a[name] !== b[name]) return false;
  return true;
}

/** Sorts where they are not in order yet. */
export function putInFoldOrder(facts: AnyFact[]): void {
  for (let index = 1; index < facts.length; index++) {
    if (compareFacts(facts[index - 1]!, facts[index]!) > 0) {
      facts.sort(compareFacts);
      return;
    }
  }
}

function compareFacts(a: AnyFact, b: AnyFact): number {
  return a.occurredAt - b.occurredAt || a.ordinal - b.ordinal || a.sequence - b.sequence;
}

function push(byKey: Map<string, AnyFact[]>, key: string, fact: AnyFact): void {
  const facts = byKey.get(key);
  if (facts === undefined) byKey.set(key, [fact]);
  else facts.push(fact);
}

/** The keys that an event is given to. */
export function keysOf({ fact, stream }: PlainEvent, by: KeyDimension): readonly string[] {
  switch (by) {
    case 'relationship':
      if (fact.relationships.length > 0) return fact.relationships;
      return fact.parties.filter(({ side }) => side === 'customer').map(({ id }) => id);
    case 'party':
      return [...new Set(fact.parties.map(({ id }) => id))];
    case 'case':
      return fact.process === undefined ? [] : [fact.process.case];
    case 'actor':
      return [fact.actor];
    case 'matter':
      return fact.matter === undefined ? [] : [fact.matter];
    case 'import':
      return fact.source.importId === undefined ? [] : [fact.source.importId];
    case 'stream':
      return [stream];
  }
}

function functionsOf<F>(members: object): ReadonlyMap<string, F> {
  return new Map(Object.entries(members).filter((entry): entry is [string, F] => typeof entry[1] === 'function'));
}
