import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import type { Signal } from '#projections/definition/definition.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { valueOfKey } from '#projections/definition/projection-key.js';
import { signalIdOf } from '#projections/signals/signals.js';
import type { SignalRow, SignalsAnswer } from './signal-answers.js';
import { linkedWith, relationshipsOfEvent } from '../ledger/belonging.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { answeredBy, namesFor } from '../relationships/portfolio.js';
import { readAt } from '../moments/read-at.js';
import { FirstRows } from '../documents/first-rows.js';
import type { SignalsQuery, Work } from '../tend.js';
import { pageLimit } from '../relationships/timeline.js';
import type { Workspace } from '../workspace.js';

/** A signal, and where it stands or stood. */
interface Raised {
  readonly definition: CompiledProjection;
  readonly key: string;
  readonly id: string;
  readonly signal: Signal;
  readonly endedAt?: Instant;
}

/**
 * A page of the inbox: what every projection that has signals raises, now or at a moment, the newest first; or what it
 * raised and has ended, what ended last first. What cannot be asked just now is named. Everything is looked at for each page,
 * and no more than a page of it is held.
 * @param relationship id of the one whose signals are wanted
 * @throws LedgerError `invalid`, `not-found` for no projection, `cursor-expired` when other builds answer
 */
export async function signalsOf(
  workspace: Workspace,
  query: SignalsQuery,
  relationship: Id | undefined,
  moment?: Moment,
  work?: Work,
): Promise<SignalsAnswer> {
  const { kind, severity, projection, asOf, knownBy, state = 'open' } = query;
  const limit = pageLimit(query.limit);
  const question = ['signals', kind, severity, relationship, projection, asOf, knownBy, state];
  const begun = query.after === undefined ? undefined : unpackPlace(placeOfCursor(query.after, question));
  const known = moment?.known ?? workspace.ledger.head().sequence;
  const first = new FirstRows<Raised>(limit, begun?.place);
  const firstOf = (found: Iterable<Raised>): FirstRows<Raised> => {
    const rows = new FirstRows<Raised>(limit, begun?.place);
    for (const one of found) if (isWanted(one)) rows.add(one, placeOf(one));
    return rows;
  };
  const isWanted = (one: Raised): boolean =>
    (kind === undefined || one.signal.kind === kind) &&
    (severity === undefined || one.signal.severity === severity) &&
    (relationship === undefined || relationshipsOf(workspace, one, known).includes(relationship));
  const { answered, missing } = await gather(workspace, { projection, moment, begun, state, firstOf }, first, work);
  const page = first.inOrder();
  const last = page.at(-1);
  const builds = answered.map(({ build }) => build);
  return {
    rows: rowsOf(
      workspace,
      page.map(({ row }) => row),
      known,
    ),
    total: first.total,
    ...(last === undefined || first.behind <= limit
      ? {}
      : { next: boundCursor(packPlace({ builds, place: last.place }), question, moment) }),
    answered,
    ...(missing.length === 0 ? {} : { missing }),
  };
}

/** Names of the projections that raise signals. */
export function signallingProjections(workspace: Workspace): readonly string[] {
  const names = workspace.projections.status().map(({ name }) => name);
  return names.filter((name) => definitionOf(workspace, name)?.signals !== undefined);
}

interface Gathering {
  readonly projection: string | undefined;
  readonly moment: Moment | undefined;
  /** Where a page goes on: in the builds that it began in, as long as they are kept. */
  readonly begun: Place | undefined;
  readonly state: NonNullable<SignalsQuery['state']>;
  /** Those of them that are wanted, and come first. */
  readonly firstOf: (found: Iterable<Raised>) => FirstRows<Raised>;
}

async function gather(
  workspace: Workspace,
  { projection, moment, begun, state, firstOf }: Gathering,
  first: FirstRows<Raised>,
  work: Work | undefined,
): Promise<{ readonly answered: SignalsAnswer['answered']; readonly missing: readonly string[] }> {
  const answered: SignalsAnswer['answered'][number][] = [];
  const missing: string[] = [];
  const { projections } = workspace;
  const names = projections.status().map((row) => row.name);
  if (projection !== undefined && !names.includes(projection))
    throw new LedgerError('not-found', `There is no projection ${projection}.`);
  for (const name of projection === undefined ? names : [projection]) {
    const definition = definitionOf(workspace, name);
    if (definition !== undefined && definition.signals === undefined) continue;
    const begunIn = begun?.builds.find((build) => build.startsWith(`${name}.`));
    try {
      if (definition === undefined) throw new LedgerError('unavailable');
      const ask = (view: ProjectionView) => {
        const counted = { rest: 0 };
        const rows = firstOf(raisedIn(view, state, definition, counted));
        const { quarantined: setApart } = projections.read(name, (head) => head.counts(), view.build);
        const notHere = { ...(setApart > 0 ? { setApart } : {}), ...(counted.rest > 0 ? counted : {}) };
        return { by: { ...answeredBy(workspace, view), ...notHere }, rows };
      };
      const { by, rows } = await readAt(workspace, name, moment, ask, { begunIn, ...work });
      answered.push({ projection: name, ...by });
      first.join(rows);
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'unavailable') throw error;
      missing.push(name);
    }
  }
  const isSame = begun === undefined || String(answered.map(({ build }) => build)) === String(begun.builds);
  if (!isSame) throw new LedgerError('cursor-expired', 'The cursor belongs to builds that do not answer any more.');
  return { answered, missing };
}

/** @param counted how many more stand that are not kept is added to it */
function* raisedIn(
  view: ProjectionView,
  state: Gathering['state'],
  definition: CompiledProjection,
  counted: { rest: number },
): Generator<Raised> {
  const raised = (key: string, signal: Signal) => ({
    definition,
    key,
    id: signalIdOf(definition, key, signal),
    signal,
  });
  if (state === 'open') {
    for (const { key, signals, rest } of view.signals()) {
      counted.rest += rest;
      for (const signal of signals) yield raised(key, signal);
    }
  } else {
    for (const { key, ended } of view.endedSignals())
      for (const { signal, time } of ended) yield { ...raised(key, signal), endedAt: time };
  }
}

/** Undefined where the code of what serves cannot be run here. */
function definitionOf({ projections }: Workspace, name: string): CompiledProjection | undefined {
  try {
    return projections.definition(name);
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

/** Whose a signal is: its key's, or the one that it names, or those that the event belongs to that began it. */
function relationshipsOf({ ledger }: Workspace, { definition, key, signal }: Raised, known: number): readonly Id[] {
  if (definition.by === 'relationship') return [valueOfKey(definition, key)];
  const named = signal['relationship'];
  if (typeof named === 'string') return [linkedWith(ledger, named, known)[0]!];
  return relationshipsOfEvent(ledger, signal.event, known);
}

/** Where a page ends, and the builds that it is of. */
interface Place {
  readonly builds: readonly string[];
  readonly place: string;
}

function packPlace({ builds, place }: Place): string {
  return Buffer.from(JSON.stringify([builds, place])).toString('base64url');
}

/** What carries the mark of the question was packed here. */
function unpackPlace(text: string): Place {
  const [builds, place] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string[], string];
  return { builds, place };
}

/** Instants may lie before 1970: the newest first, as text of one length. */
function placeOf({ signal, endedAt, id, definition, key }: Raised): string {
  const newestFirst = String(instantsEnd - (endedAt ?? signal.since)).padStart(20, '0');
  return [newestFirst, id, definition.name, key].join('/');
}

const instantsEnd = 8.64e15;

function rowsOf(workspace: Workspace, page: readonly Raised[], known: number): readonly SignalRow[] {
  const { zone } = workspace.directory;
  const owners = page.map((one) => relationshipsOf(workspace, one, known)[0]);
  const nameOf = namesFor(
    workspace,
    owners.flatMap((id) => id ?? []),
  );
  return page.map(({ id, definition, key, signal, endedAt }, i) => {
    const { kind, severity, since, event, party, organisation: _organisation, ...more } = signal;
    const owner = owners[i];
    return {
      id,
      kind,
      severity,
      since: formatInstant(since, zone),
      ...(endedAt === undefined ? {} : { endedAt: formatInstant(instantOf(workspace, definition, endedAt), zone) }),
      event,
      projection: definition.name,
      key,
      ...(party === undefined ? {} : { party }),
      ...(owner === undefined ? {} : { relationship: nameOf(owner) }),
      ...(Object.keys(more).length === 0 ? {} : { more }),
    };
  });
}

/** In the order of the ledger steps are dated by what was known: by the event that was recorded then. */
function instantOf({ ledger }: Workspace, { order }: CompiledProjection, time: Instant): Instant {
  if (order !== 'recorded') return time;
  for (const { recordedAt } of ledger.readAll({ from: time, limit: 1 })) return recordedAt;
  return time;
}
