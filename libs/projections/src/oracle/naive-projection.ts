import { canonicalJson } from '#core/canonical-json.js';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { factOf } from '#domain/fact.js';
import type { AnyFact } from '#domain/fact.js';
import { upcast } from '#domain/upcasting.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import type { Contribution, ParameterValues } from '../definition/definition.js';
import { NaiveBelonging } from './naive-belonging.js';
import { naivePermitted } from './naive-permissions.js';
import { naiveKey, publishedFor } from './naive-key.js';
import { sound } from './naive-sound.js';
import type { Definition, Loose } from './naive-key.js';
import type { ProjectionView } from '../queries/projection-reader.js';
import type { Cell } from '#read-store/port.js';

/** Everything that a projection has made, as one canonical text: two of them are equal or they are not. */
export interface ProjectionContents {
  readonly documents: readonly {
    readonly key: string;
    readonly document?: unknown;
    readonly row?: unknown;
    readonly signals?: unknown;
    /** How many more signals there are than are kept. */
    readonly rest?: number;
    readonly setApartAt?: string;
    readonly view?: unknown;
    /** What threw while it was read. */
    readonly threw?: readonly string[];
  }[];
  readonly cells: readonly { readonly at: Contribution['at']; readonly sums: object; readonly values: object }[];
}

/**
 * The formula of engine.md §3, and nothing that makes it fast: everything is folded from an array, from the beginning,
 * one key after the other, and all totals are added up anew. It shares no code with the engine and is what the engine
 * is held against.
 * @param events every event up to some sequence, in any order
 * @param horizon up to when time has passed
 * @param beganAt where the ledger ended when the build began
 */
export function naiveContents(
  any: AnyDefinition,
  events: readonly RecordedEvent[],
  horizon: Instant,
  parameters: ParameterValues = {},
  beganAt = 0,
  /** All that was ever said of what may be used, and now. */
  permissions: { readonly events: readonly RecordedEvent[]; readonly now: Instant } = { events, now: horizon },
  /** Among them what was published. */
  context: readonly RecordedEvent[] = events,
  fingerprint?: string,
): ProjectionContents {
  const definition = any as unknown as Definition;
  const settled = { ...definition.parameters, ...parameters };
  const recorded = definition.order === 'recorded';
  const known = events
    .map((event) => upcast(event))
    .filter((event) => recorded || (event.occurredAt <= horizon && isVisible(event, events)))
    .flatMap((event) =>
      recorded ? event : (naivePermitted(event, permissions.events, definition.purpose, permissions.now) ?? []),
    )
    .toSorted((a, b) =>
      recorded
        ? a.sequence - b.sequence
        : a.occurredAt - b.occurredAt || a.ordinal - b.ordinal || a.sequence - b.sequence,
    );
  const belonging = new NaiveBelonging(events, (event) => isVisible(event, events));
  const apart = setApartBy(permissions.events, definition.name, fingerprint);
  const gathered = new Map<string, { fact: AnyFact; error?: unknown }[]>();
  const contributions: Contribution[] = [];
  for (const event of known) {
    const handler = definition.on[event.type as keyof typeof definition.on];
    const counter = definition.count?.[event.type as keyof typeof definition.count] as Loose | undefined;
    if (typeof handler !== 'function' && counter === undefined) continue;
    const given = keysOf(definition, event, recorded ? undefined : belonging, apart);
    for (const { key, fact, error } of given) {
      if (!gathered.has(key)) gathered.set(key, []);
      gathered.get(key)!.push(error === undefined ? { fact } : { fact, error });
    }
    if (counter === undefined || given.length === 0) continue;
    try {
      contributions.push(...sound(counter(given[0]!.fact, { parameters: settled })));
    } catch {
      // What throws contributes nothing; it sets its key apart below.
    }
  }
  const upcasted = context.map((event) => upcast(event));
  const published = recorded ? [] : publishedFor(definition, upcasted, horizon, beganAt);
  const documents = [...gathered].flatMap(([key, facts]) => {
    const folded = naiveKey(definition, { facts, published, known: events, horizon, parameters: settled });
    if (folded === undefined) return [];
    contributions.push(...folded.contributions);
    return [{ key, ...folded.shown }];
  });
  documents.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  return { documents, cells: totalsOf(contributions) };
}

/** Visible at the end of these events: by the last correction of it, and by the imports that vouch for it. */
export function isVisible(event: RecordedEvent, events: readonly RecordedEvent[]): boolean {
  const saysWhoseItIs = ['PartiesLinked', 'PartiesUnlinked', 'PartyAffiliated'].includes(event.type);
  if (definitionOf(event.type)?.kind !== 'fact' && !saysWhoseItIs) return true;
  const inOrder = events.toSorted((a, b) => a.sequence - b.sequence);
  const about = inOrder.filter(
    ({ type, data }) => type in hiding && (data as { target?: unknown }).target === event.id,
  );
  if (about.length > 0 && hiding[about.at(-1)!.type]) return false;
  const { importId } = event.source;
  if (importId === undefined) return true;
  const claiming = inOrder
    .filter(({ type, data }) => type === 'ImportClaimed' && (data as { ids: string[] }).ids.includes(event.id))
    .map(({ source }) => source.importId);
  const reverted = inOrder.filter(({ type }) => type === 'ImportReverted').map(({ source }) => source.importId);
  return [importId, ...claiming].some((id) => !reverted.includes(id));
}

const hiding: Readonly<Record<string, boolean>> = {
  TouchpointRetracted: true,
  TouchpointSuperseded: true,
  TouchpointReinstated: false,
};

/** The same of what the engine has made. */
export function contentsOf(view: ProjectionView): ProjectionContents {
  const standing = new Map(Array.from(view.signals(), (found) => [found.key, found]));
  const rows = new Map(Array.from(view.rows(), (read) => [read.key, read]));
  const documents = [...view.documents()].map(({ key, document, quarantine, view: seen, viewError }) => {
    const { row, viewError: rowError } = rows.get(key) ?? {};
    const threw = [viewError, rowError].flatMap((error) => error?.step ?? []);
    return {
      key,
      ...(document === undefined ? {} : { document }),
      ...(row === undefined ? {} : { row }),
      ...(standing.has(key) ? { signals: standing.get(key)!.signals } : {}),
      ...((standing.get(key)?.rest ?? 0) > 0 ? { rest: standing.get(key)!.rest } : {}),
      ...(quarantine === undefined ? {} : { setApartAt: quarantine.event ?? '' }),
      ...(seen === undefined ? {} : { view: seen }),
      ...(threw.length === 0 ? {} : { threw }),
    };
  });
  return { documents, cells: cellsOf(view.cells([])) };
}

/** Totals as the engine has made them. */
export function cellsOf(given: Iterable<Cell>): ProjectionContents['cells'] {
  const cells = [...given].map(({ at, sums, columns }) => ({
    at,
    sums: Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, String(sum)])),
    values: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]])),
  }));
  return cells.sort(byPath);
}

/** One text for equal contents. */
export function canonicalContents(contents: ProjectionContents): string {
  return canonicalJson(contents);
}

function keysOf(
  { key: { by, within } }: Definition,
  event: RecordedEvent,
  belonging: NaiveBelonging = new NaiveBelonging([], () => false),
  apart: ReturnType<typeof setApartBy> = () => false,
): { key: string; fact: AnyFact; error?: unknown }[] {
  const values = {
    relationship: belonging.relationshipsOf(event),
    party: belonging.partiesOf(event),
    case: event.process === undefined ? [] : [event.process.case],
    actor: event.actor === 'withheld' ? [] : [event.actor],
    matter: event.matter === undefined ? [] : [event.matter],
    import: event.source.importId === undefined ? [] : [event.source.importId],
    stream: [event.stream],
  }[by];
  let parts: readonly string[] = [];
  let error: unknown;
  if (within !== undefined) {
    try {
      if (apart(undefined, event.id)) throw new Error('set apart');
      parts = within(factOf(event, 1));
    } catch (thrown) {
      error = thrown;
    }
  }
  const keys = [...new Set(values)].flatMap((value) => {
    const via = belonging.wayTo(event, by, value);
    return within === undefined || error !== undefined
      ? [{ key: value, via }]
      : [...new Set(parts)].map((part) => ({
          key: [value, part].map((text) => text.replaceAll('%', '%25').replaceAll('~', '%7E')).join('~'),
          via,
        }));
  });
  return keys.map(({ key, via }, i) => ({
    key,
    fact: factOf(event, i === 0 ? 1 : 0, via),
    ...(error !== undefined ? { error } : apart(key, event.id) ? { error: new Error('set apart') } : {}),
  }));
}

/** Whether the last word about a key (or, without one, any that is no part) at an event is that it is set apart. */
function setApartBy(
  events: readonly RecordedEvent[],
  name: string,
  fingerprint: string | undefined,
): (key: string | undefined, id: string) => boolean {
  const said = events
    .filter(({ type }) => type === 'KeyQuarantined' || type === 'KeyReleased')
    .toSorted((a, b) => a.sequence - b.sequence)
    .map(({ type, data }) => ({ type, data: data as Partial<Record<string, string>> }))
    .filter(({ data }) => data['projection'] === name && data['fingerprint'] === fingerprint);
  return (key, id) => {
    const keys = key === undefined ? said.map(({ data }) => data['key']!).filter((one) => !one.includes('~')) : [key];
    return keys.some((one) => {
      const about = said.filter(({ data }) => data['key'] === one);
      const last = about.findLast(({ type, data }) => type === 'KeyReleased' || data['event'] === id);
      return last?.type === 'KeyQuarantined';
    });
  };
}

function totalsOf(contributions: readonly Contribution[]): ProjectionContents['cells'] {
  const cells = new Map<string, { at: Contribution['at']; sums: Map<string, bigint>; values: Map<string, number[]> }>();
  for (const { at, add = {}, values = {} } of contributions) {
    const path = JSON.stringify(at);
    if (!cells.has(path)) cells.set(path, { at, sums: new Map(), values: new Map() });
    const cell = cells.get(path)!;
    for (const [name, by] of Object.entries(add)) cell.sums.set(name, (cell.sums.get(name) ?? 0n) + BigInt(by));
    for (const [name, list] of Object.entries(values))
      cell.values.set(name, [...(cell.values.get(name) ?? []), ...list]);
  }
  return [...cells.values()]
    .map(({ at, sums, values }) => ({
      at,
      sums: Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).map(([name, sum]) => [name, String(sum)])),
      values: Object.fromEntries(
        [...values].filter(([, list]) => list.length > 0).map(([name, list]) => [name, list.toSorted((a, b) => a - b)]),
      ),
    }))
    .filter(({ sums, values }) => Object.keys(sums).length > 0 || Object.keys(values).length > 0)
    .sort(byPath);
}

function byPath(a: { at: Contribution['at'] }, b: { at: Contribution['at'] }): number {
  const [x, y] = [JSON.stringify(a.at), JSON.stringify(b.at)];
  return x < y ? -1 : x > y ? 1 : 0;
}
