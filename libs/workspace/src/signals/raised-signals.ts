import { LedgerError } from '#core/errors.js';
import type { Id, Instant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import type { Signal } from '#projections/definition/definition.js';
import type { HeadView, ProjectionView } from '#projections/queries/projection-reader.js';
import { valueOfKey } from '#projections/definition/projection-key.js';
import { idsOfKey } from '#projections/signals/signals.js';
import { withdrawnIn } from '#projections/signals/withdrawn-signals.js';
import { linkedWith, relationshipsIn } from '../ledger/belonging.js';
import { permittedNow, type Permitted } from '../ledger/permitted.js';
import { readAt } from '../moments/read-at.js';
import { answeredBy } from '../relationships/portfolio.js';
import type { SignalsQuery, Work } from '../tend.js';
import type { Workspace } from '../workspace.js';
import { byRank } from './equal-signals.js';
import type { SignalsAnswer, SignalsAnswered } from './signal-answers.js';

/** A signal, and where it stands or stood. */
export interface Raised {
  readonly definition: CompiledProjection;
  readonly key: string;
  readonly id: string;
  readonly signal: Signal;
  readonly endedAt?: Instant;
  /** From when until when it stood, of one that was withdrawn: no step tells that any more. */
  readonly stood?: { readonly first: Instant; readonly last: Instant };
}

/** What is read. */
export interface Reading<Found> extends Work {
  readonly projection?: string | undefined;
  readonly moment?: Moment | undefined;
  /** The builds that a page began in: it goes on in them, as long as they are kept. */
  readonly begunIn?: readonly string[] | undefined;
  readonly state: NonNullable<SignalsQuery['state']>;
  /** Of documents of relationships those of this one alone are looked at; whose the others are `relationshipsOf` says. */
  readonly relationship?: Id | undefined;
  /** What is made of the signals of one projection, while its state is read; may be called twice, and changes nothing. */
  readonly look: (raised: Iterable<Raised>, view: ProjectionView) => Found;
  /** Takes what was made of one, once. */
  readonly take: (found: Found) => void;
}

/**
 * Looks at what every projection that has signals raises, or at what it raised and has ended, or withdrawn: one after the
 * other, those first that are shown in place of others. What was withdrawn is known of now alone, whatever the moment.
 * @throws LedgerError `not-found` for no projection, `cursor-expired` when other builds answer
 */
export async function readRaised<Found>(
  workspace: Workspace,
  { projection, moment, begunIn, state, relationship, look, take, ...work }: Reading<Found>,
): Promise<{ readonly answered: SignalsAnswer['answered']; readonly missing: readonly string[] }> {
  const answered: SignalsAnswered[] = [];
  const missing: string[] = [];
  const { projections } = workspace;
  const names = projections.status().map((row) => row.name);
  if (projection !== undefined && !names.includes(projection))
    throw new LedgerError('not-found', `There is no projection ${projection}.`);
  for (const name of projection === undefined ? names.toSorted(byRank) : [projection]) {
    const definition = definitionOf(workspace, name);
    if (definition !== undefined && definition.signals === undefined) continue;
    const begun = begunIn?.find((build) => build.startsWith(`${name}.`));
    try {
      if (definition === undefined) throw new LedgerError('unavailable');
      const ask = (view: ProjectionView, raisedBy = raisedIn) => {
        const counted = { rest: 0 };
        const isMeant = (key: string): boolean =>
          relationship === undefined ||
          definition.by !== 'relationship' ||
          valueOfKey(definition, key) === relationship;
        const found = look(raisedBy(view, state, definition, counted, isMeant), view);
        const { quarantined: setApart } = projections.read(name, (head) => head.counts(), view.build);
        const notHere = { ...(setApart > 0 ? { setApart } : {}), ...(counted.rest > 0 ? counted : {}) };
        return { by: { ...answeredBy(workspace, view), ...notHere }, found };
      };
      const { by, found } =
        state === 'withdrawn'
          ? projections.read(name, (head) => ask(head, () => withdrawnFrom(workspace, head, definition)), begun)
          : await readAt(workspace, name, moment, (view) => ask(view), { begunIn: begun, ...work });
      answered.push({ projection: name, ...by });
      take(found);
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'unavailable') throw error;
      missing.push(name);
    }
  }
  const isSame = begunIn === undefined || String(answered.map(({ build }) => build)) === String(begunIn);
  if (!isSame) throw new LedgerError('cursor-expired', 'The cursor belongs to builds that do not answer any more.');
  return { answered, missing };
}

/**
 * @param counted how many more stand that are not kept is added to it
 * @param isMeant which keys are looked at
 */
function* raisedIn(
  view: ProjectionView,
  state: Reading<unknown>['state'],
  definition: CompiledProjection,
  counted: { rest: number },
  isMeant: (key: string) => boolean,
): Generator<Raised> {
  if (state === 'open') {
    for (const { key, signals, rest } of view.signals()) {
      if (!isMeant(key)) continue;
      counted.rest += rest;
      const idOf = idsOfKey(definition, key);
      for (const signal of signals) yield { definition, key, id: idOf(signal), signal };
    }
  } else {
    for (const { key, ended } of view.endedSignals()) {
      if (!isMeant(key)) continue;
      const idOf = idsOfKey(definition, key);
      for (const { signal, time } of ended) yield { definition, key, id: idOf(signal), signal, endedAt: time };
    }
  }
}

/**
 * What the log of a build remembers to have been withdrawn, without what nobody may be told of any more: whom the law
 * withholds has been withdrawn by that, and the log still names them.
 */
function* withdrawnFrom(workspace: Workspace, { source }: HeadView, definition: CompiledProjection): Generator<Raised> {
  const { ledger } = workspace;
  const { allows, given } = permittedNow(workspace, definition.purpose);
  for (const { key, id, signal, from, time } of withdrawnIn(source.snapshot)) {
    const one = { definition, key, id, signal, endedAt: time, stood: { first: from ?? signal.since, last: time } };
    const event = ledger.get(signal.event);
    if (event === undefined || given(event) === undefined) continue;
    const parties = [signal.party, signal.organisation].filter((party) => party !== undefined);
    const owners = ownersOf(workspace, one, ledger.head().sequence);
    if (parties.every(allows) && (owners.length === 0 || owners.some((owner) => isToldOf(workspace, owner, allows))))
      yield one;
  }
}

/** Names of the projections that raise signals. */
export function signallingProjections(workspace: Workspace): readonly string[] {
  const names = workspace.projections.status().map(({ name }) => name);
  return names.filter((name) => definitionOf(workspace, name)?.signals !== undefined);
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

/**
 * Whose a signal is: its key's, or the one that it names, or those that the event belongs to that began it, else the first of
 * the events that it rests on which belongs to any; of whom may be told.
 */
export function relationshipsOf(workspace: Workspace, raised: Raised, known: number): readonly Id[] {
  const { allows } = permittedNow(workspace, raised.definition.purpose);
  return ownersOf(workspace, raised, known).filter((owner) => isToldOf(workspace, owner, allows));
}

function ownersOf(workspace: Workspace, { definition, key, signal }: Raised, known: number): readonly Id[] {
  const { ledger } = workspace;
  if (definition.by === 'relationship') return [valueOfKey(definition, key)];
  const named = signal['relationship'];
  if (typeof named === 'string') return [linkedWith(ledger, named, known)[0]!];
  const { given } = permittedNow(workspace, definition.purpose);
  for (const id of [signal.event, ...evidenceOf(signal)]) {
    const event = ledger.get(id);
    const told = event && event.sequence <= known ? given(event) : undefined;
    const owners = told === undefined ? [] : relationshipsIn(ledger, told, known);
    if (owners.length > 0) return owners;
  }
  return [];
}

/** Ids of the events that it rests on beside the one that began it: signals are flat, so they stand in one text. */
export function evidenceOf({ evidence }: { readonly [member: string]: unknown }): readonly Id[] {
  return typeof evidence === 'string' ? evidence.split(' ').filter((id) => id !== '') : [];
}

/** Also under the id of one who is withheld a relationship goes on, while another of its parties may be told of. */
function isToldOf({ ledger }: Workspace, owner: Id, allows: Permitted['allows']): boolean {
  return linkedWith(ledger, owner).some(allows);
}
