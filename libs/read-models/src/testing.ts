import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import { factOf, type AnyFact, type Fact } from '#domain/fact.js';
import { eventOf, idOf } from '#domain/testing.js';
import type { ContextType, EventTypes } from '#domain/vocabulary.js';
import { valuesOf } from '#event-store/dimension-values.js';
import { compareFoldKeys } from '#event-store/fold-order.js';
import type {
  Contribution,
  IndexRow,
  ParameterValues,
  ProjectionDefinition,
} from '#projections/definition/definition.js';
import type { Cell } from '#read-store/port.js';
import { SortedColumn } from '#read-store/sorted-column.js';

/** What a projection makes of some events: the formula of engine.md §3, without anything that makes it fast. */
export interface Folded<Doc, Row> {
  readonly documents: ReadonlyMap<string, Doc>;
  readonly rows: ReadonlyMap<string, Row>;
  /** Whose path begins so, by path. */
  cells(...prefix: readonly (string | number)[]): readonly Cell[];
}

/** What a fold is given beside events: parameters, and rules that are valid from the beginning, whatever their scope. */
export interface Given<Parameters> {
  readonly parameters?: Parameters;
  readonly valid?: { readonly [T in ContextType]?: EventTypes[T] };
}

/** For specs: folds all events, gathered by key and each key in its order. A key with parts is `value part`. */
export function foldAll<Doc extends object, Parameters extends ParameterValues, Row extends IndexRow>(
  definition: ProjectionDefinition<Doc, Parameters, Row, unknown>,
  events: readonly RecordedEvent[],
  { parameters, valid = {} }: Given<Parameters> = {},
): Folded<Doc, Row> {
  const ctx = Object.freeze({
    parameters: Object.freeze({ ...definition.parameters, ...parameters } as Parameters),
    valid: <T extends ContextType>(type: T): EventTypes[T] | undefined => valid[type],
    feeds: { up: () => true },
  });
  const documents = new Map<string, Doc>();
  for (const event of inOrder(definition.order ?? 'occurred', events)) {
    const handler = definition.on[event.type as keyof typeof definition.on];
    if (typeof handler !== 'function') continue;
    for (const [fact, key] of factsByKey(event, definition.key)) {
      if (!documents.has(key)) documents.set(key, definition.initial(ctx));
      (handler as (doc: Doc, fact: Fact, context: typeof ctx) => void)(documents.get(key)!, fact, ctx);
    }
  }
  const rows = [...documents].map(([key, doc]) => [key, definition.index?.(doc, ctx) ?? ({} as Row)] as const);
  const cells = totalsOf([...documents.values()].flatMap((doc) => definition.rollup?.(doc, ctx) ?? []));
  return {
    documents,
    rows: new Map(rows),
    cells: (...prefix) => cells.filter(({ at }) => prefix.every((element, i) => at[i] === element)),
  };
}

function inOrder(order: 'occurred' | 'recorded', events: readonly RecordedEvent[]): RecordedEvent[] {
  return order === 'recorded' ? events.toSorted((a, b) => a.sequence - b.sequence) : events.toSorted(compareFoldKeys);
}

function* factsByKey(
  event: RecordedEvent,
  { by, within }: ProjectionDefinition<object, never, never, never>['key'],
): Generator<readonly [AnyFact, string]> {
  for (const [i, value] of valuesOf(event, by).entries()) {
    const fact = factOf(event, i === 0 ? 1 : 0);
    for (const part of within?.(fact) ?? [undefined]) yield [fact, part === undefined ? value : `${value} ${part}`];
  }
}

function totalsOf(contributions: readonly Contribution[]): Cell[] {
  const totals = new Map<string, { sums: Record<string, bigint>; values: Record<string, number[]> }>();
  for (const { at, add = {}, values = {} } of contributions) {
    const path = JSON.stringify(at);
    const total = totals.get(path) ?? { sums: {}, values: {} };
    totals.set(path, total);
    for (const [name, number] of Object.entries(add)) total.sums[name] = (total.sums[name] ?? 0n) + BigInt(number);
    for (const [name, list] of Object.entries(values)) (total.values[name] ??= []).push(...list);
  }
  return [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { sums, values }]) => ({
      at: JSON.parse(path) as Cell['at'],
      sums: Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0n)),
      columns: Object.fromEntries(Object.entries(values).map(([name, list]) => [name, columnOf(list)])),
    }));
}

function columnOf(values: readonly number[]): SortedColumn {
  return new SortedColumn(
    Float64Array.from(values).sort(),
    values.map(() => 1),
  );
}

/** For specs: the steps of a case, a minute apart, as recorded events of one process. */
export function caseOf(
  number: number,
  steps: readonly (Partial<RecordedEvent> & { readonly activity?: string; readonly lifecycle?: string })[],
  process = 'support',
): RecordedEvent[] {
  const caseId: Id = idOf(10_000 + number);
  return steps.map(({ activity = 'work', lifecycle = 'complete', ...given }, i) =>
    eventOf('ActivityRecorded', {
      id: idOf(number * 1_000 + i),
      sequence: number * 1_000 + i,
      ordinal: i,
      occurredAt: 1_700_000_000_000 + i * 60_000,
      actor: idOf(1),
      process: { definition: process, dataset: process, case: caseId, activity, lifecycle },
      ...given,
    }),
  );
}
