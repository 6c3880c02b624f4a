import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id } from '#core/time.js';
import type { Moment } from '#projections/as-of.js';
import type { CompiledProjection } from '#projections/compiled-projection.js';
import type { Signal } from '#projections/definition.js';
import { valueOfKey } from '#projections/projection-key.js';
import { signalIdOf } from '#projections/signals.js';
import type { SignalRow, SignalsAnswer } from './answers.js';
import { boundCursor, placeOfCursor } from './list-cursor.js';
import { answeredBy, namesFor } from './portfolio.js';
import { readAt } from './read-at.js';
import type { SignalsQuery } from './tend.js';
import { pageLimit } from './timeline.js';
import type { Workspace } from './workspace.js';

/** A signal, and where it stands. */
interface Raised {
  readonly projection: string;
  readonly key: string;
  readonly id: string;
  readonly relationship: Id | undefined;
  readonly signal: Signal;
}

/**
 * A page of the inbox: what every projection that has signals raises, now or at a moment, the newest first. What cannot
 * be asked just now is named.
 * @param relationship id of the one whose signals are wanted
 * @throws LedgerError `invalid`
 */
export function signalsOf(
  workspace: Workspace,
  query: SignalsQuery,
  relationship: Id | undefined,
  moment?: Moment,
): SignalsAnswer {
  const { kind, severity, projection, asOf, knownBy } = query;
  const limit = pageLimit(query.limit);
  const question = ['signals', kind, severity, relationship, projection, asOf, knownBy];
  const after = query.after === undefined ? undefined : placeOfCursor(query.after, question);
  const { raised, answered, missing } = gathered(workspace, projection, moment);
  const found = raised.filter(
    (one) =>
      (kind === undefined || one.signal.kind === kind) &&
      (severity === undefined || one.signal.severity === severity) &&
      (relationship === undefined || one.relationship === relationship),
  );
  const placed = found.map((one) => ({ one, place: placeOf(one) })).sort((a, b) => compare(a.place, b.place));
  const behind = after === undefined ? placed : placed.filter(({ place }) => compare(place, after) > 0);
  const page = behind.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: rowsOf(
      workspace,
      page.map(({ one }) => one),
    ),
    total: found.length,
    ...(last === undefined || behind.length <= limit ? {} : { next: boundCursor(last.place, question, moment) }),
    answered,
    ...(missing.length === 0 ? {} : { missing }),
  };
}

/** Names of the projections that raise signals. */
export function signallingProjections(workspace: Workspace): readonly string[] {
  const names = workspace.projections.status().map(({ name }) => name);
  return names.filter((name) => definitionOf(workspace, name)?.signals !== undefined);
}

interface Gathered {
  readonly raised: readonly Raised[];
  readonly answered: SignalsAnswer['answered'];
  readonly missing: readonly string[];
}

function gathered(workspace: Workspace, only: string | undefined, moment: Moment | undefined): Gathered {
  const raised: Raised[] = [];
  const answered: SignalsAnswer['answered'][number][] = [];
  const missing: string[] = [];
  for (const name of workspace.projections.status().map((row) => row.name)) {
    if (only !== undefined && name !== only) continue;
    const definition = definitionOf(workspace, name);
    if (definition !== undefined && definition.signals === undefined) continue;
    try {
      if (definition === undefined) throw new LedgerError('unavailable');
      readAt(workspace, name, moment, (view) => {
        let rest = 0;
        for (const { key, signals, rest: more } of view.signals()) {
          for (const signal of signals) raised.push(raisedOf(definition, key, signal));
          rest += more;
        }
        const setApart = workspace.projections.read(name, (head) => head.counts().quarantined, view.build);
        answered.push({
          projection: name,
          ...answeredBy(workspace, view),
          ...(setApart === 0 ? {} : { setApart }),
          ...(rest === 0 ? {} : { rest }),
        });
      });
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'unavailable') throw error;
      missing.push(name);
    }
  }
  return { raised, answered, missing };
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

function raisedOf(definition: CompiledProjection, key: string, signal: Signal): Raised {
  const named = signal['relationship'];
  const ofKey = definition.by === 'relationship' ? valueOfKey(definition, key) : undefined;
  const relationship = ofKey ?? (typeof named === 'string' ? named : undefined);
  return { projection: definition.name, key, id: signalIdOf(definition, key, signal), relationship, signal };
}

/** Instants may lie before 1970: the newest first, as text of one length. */
function placeOf({ signal, id, projection, key }: Raised): string {
  const newestFirst = String(instantsEnd - signal.since).padStart(20, '0');
  return [newestFirst, id, projection, key].join('/');
}

const instantsEnd = 8.64e15;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rowsOf(workspace: Workspace, page: readonly Raised[]): readonly SignalRow[] {
  const { zone } = workspace.directory;
  const nameOf = namesFor(
    workspace,
    page.flatMap(({ relationship }) => relationship ?? []),
  );
  return page.map(({ id, projection, key, relationship, signal }) => {
    const { kind, severity, since, event, party, organisation: _organisation, ...more } = signal;
    return {
      id,
      kind,
      severity,
      since: formatInstant(since, zone),
      event,
      projection,
      key,
      ...(party === undefined ? {} : { party }),
      ...(relationship === undefined ? {} : { relationship: nameOf(relationship) }),
      ...(Object.keys(more).length === 0 ? {} : { more }),
    };
  });
}
