import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { severities, type Severity } from '#core/severities.js';
import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { FirstRows } from '../documents/first-rows.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { pageLimit } from '../relationships/timeline.js';
import type { SignalsQuery, Work } from '../tend.js';
import type { Workspace } from '../workspace.js';
import { equalityOf } from './equal-signals.js';
import { falseAlarmsExpected } from './expected-alarms.js';
import { readRaised, relationshipsOf, type Raised } from './raised-signals.js';
import type { NotShown, SignalsAnswer } from './signal-answers.js';
import { rowsOf, seenIn, type Shown } from './signal-rows.js';
import { signalWorkOf, standingOf, type SignalWorkBook, type SignalWorkStanding } from './signal-work.js';

/**
 * A page of the inbox: what every projection that has signals raises, now or at a moment, the newest first; or what it
 * raised and has ended, or withdrawn, what ended last first. Of what stands that is left out which somebody has resolved, or put off until
 * later, and which is history; it is counted. What several projections tell of one event is one. What cannot be asked just
 * now is named. Everything is looked at for each page, and no more than a page of it is held.
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
  const { kind, severity, projection, asOf, knownBy, state = 'open', work: workState, historic } = query;
  const limit = pageLimit(query.limit);
  if (state === 'withdrawn' && moment !== undefined) throw refusedPast();
  const question = ['signals', kind, severity, relationship, projection, asOf, knownBy, state, workState];
  const asked = [...question, historic === undefined ? undefined : String(historic)];
  const begun = query.after === undefined ? undefined : unpackPlace(placeOfCursor(query.after, asked));
  const sight = new Sight(workspace, query, relationship, moment);
  const seen = new Looked(limit, begun?.place);
  const { answered, missing } = await readRaised(workspace, {
    projection,
    moment,
    begunIn: begun?.builds,
    state,
    look: (raised, view) => sight.look(raised, view, new Looked(limit, begun?.place), seen),
    take: (looked) => seen.join(looked),
    ...work,
  });
  const page = seen.first.inOrder();
  const last = page.at(-1);
  const builds = answered.map(({ build }) => build);
  const shown = page.map(({ row }): Shown => ({ ...row, seen: row.seen!, ...seen.together(row) }));
  const expected =
    state === 'open' && begun === undefined ? await falseAlarmsExpected(workspace, moment, work) : undefined;
  return {
    rows: rowsOf(workspace, shown, sight.known),
    total: seen.first.total,
    ...(last === undefined || seen.first.behind <= limit
      ? {}
      : { next: boundCursor(packPlace({ builds, place: last.place }), asked, moment) }),
    kinds: seen.kindsByCount(),
    notShown: seen.notShown,
    ...(expected === undefined ? {} : { expectedFalseAlarms: expected }),
    answered,
    ...(missing.length === 0 ? {} : { missing }),
  };
}

function refusedPast(): LedgerError {
  const message = 'withdrawn is told of now alone';
  return new LedgerError('invalid', `state ${message}: nothing of it is kept by moment.`, {
    violations: [{ field: 'state', message }],
    hint: 'What stood by what was known then is shown by knownBy (--known-by).',
  });
}

/** One that is found, before it is known what else tells the same. */
interface FoundSignal extends Omit<Shown, 'also' | 'severity' | 'seen'> {
  readonly equal: ReturnType<typeof equalityOf>;
  /** Looked up of those that are shown alone. */
  seen?: Shown['seen'];
}

/** What was found in one projection, or in all: of the rows no more than a page. */
class Looked {
  readonly first: FirstRows<FoundSignal>;
  readonly notShown: { -readonly [Name in keyof NotShown]: number } = { historic: 0, snoozed: 0, resolved: 0 };
  readonly kinds = new Map<string, number>();
  /** Of what is equal to others: who stands for it, and how grave each is. */
  readonly equal = new Map<string, readonly { readonly id: string; readonly severity: Severity }[]>();

  constructor(limit: number, after: string | undefined) {
    this.first = new FirstRows(limit, after);
  }

  join(other: Looked): void {
    this.first.join(other.first);
    for (const name of ['historic', 'snoozed', 'resolved'] as const) this.notShown[name] += other.notShown[name];
    for (const [kind, count] of other.kinds) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + count);
    for (const [name, told] of other.equal) this.equal.set(name, [...(this.equal.get(name) ?? []), ...told]);
  }

  kindsByCount(): SignalsAnswer['kinds'] {
    return Array.from(this.kinds, ([kind, count]) => ({ kind, count })).sort(
      (a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1),
    );
  }

  /** What else tells the same as a row, and how grave the gravest of them is. */
  together({ equal, signal }: FoundSignal): Pick<Shown, 'also' | 'severity'> {
    const told = equal === undefined ? [] : (this.equal.get(equal.name) ?? []);
    const grave = [signal.severity, ...told.map(({ severity }) => severity)];
    return {
      severity: severities.findLast((one) => grave.includes(one))!,
      also: (equal?.others ?? []).filter(({ id }) => told.some((one) => one.id === id)),
    };
  }
}

/** What is wanted, and from where it is looked. */
class Sight {
  readonly known: number;
  private readonly now: number;
  readonly asOf: number;
  private readonly book: SignalWorkBook;

  constructor(
    private readonly workspace: Workspace,
    private readonly query: SignalsQuery,
    private readonly relationship: Id | undefined,
    moment: Moment | undefined,
  ) {
    const { ledger, clock } = workspace;
    this.known = moment?.known ?? ledger.head().sequence;
    this.now = moment?.asOf ?? clock.now();
    this.asOf = moment?.asOf ?? Infinity;
    this.book = signalWorkOf(ledger);
  }

  /** @param before what was found in the projections before it: what tells the same as one of those is not shown again */
  look(raised: Iterable<Raised>, view: ProjectionView, looked: Looked, before: Looked): Looked {
    const { kind, projection } = this.query;
    const seenOf = seenIn(this.workspace, view);
    for (const one of raised) {
      if (!this.isAsked(one)) continue;
      const isOfKind = kind === undefined || one.signal.kind === kind;
      const equal = equalityOf(one.definition, one.key, one.signal);
      if (equal !== undefined) {
        const told = { id: one.id, severity: one.signal.severity };
        looked.equal.set(equal.name, [...(looked.equal.get(equal.name) ?? []), told]);
        // Who asks for one of them by its name is shown that one.
        if (kind === undefined && projection === undefined && before.equal.has(equal.name)) continue;
      }
      const work = this.workOf(one, equal);
      const isHistoric = this.isHistoric(one);
      if (!this.isShown(work, isHistoric, isOfKind ? looked.notShown : undefined)) continue;
      looked.kinds.set(one.signal.kind, (looked.kinds.get(one.signal.kind) ?? 0) + 1);
      if (!isOfKind) continue;
      looked.first.add({ ...one, equal, work, isHistoric }, placeOf(one));
    }
    for (const { row } of looked.first.inOrder()) row.seen = seenOf(row);
    return looked;
  }

  private isAsked(one: Raised): boolean {
    const { severity } = this.query;
    return (
      (severity === undefined || one.signal.severity === severity) &&
      (this.relationship === undefined || relationshipsOf(this.workspace, one, this.known).includes(this.relationship))
    );
  }

  private workOf(one: Raised, equal: FoundSignal['equal']): SignalWorkStanding {
    const ids = equal === undefined ? [one.id] : [one.id, ...equal.others.map(({ id }) => id)];
    return standingOf(this.book.saidOf(ids, this), this.now);
  }

  private isHistoric({ signal: { event, since } }: Raised): boolean {
    const recordedAt = this.workspace.ledger.get(event)?.recordedAt ?? since;
    return recordedAt - since > limits.signalHistoricMs;
  }

  /** @param notShown takes what the inbox leaves out by itself */
  private isShown(
    { state }: SignalWorkStanding,
    isHistoric: boolean,
    notShown: Looked['notShown'] | undefined,
  ): boolean {
    const { work, historic, state: standing = 'open' } = this.query;
    const wantsAll = work === 'all' || (work === undefined && standing !== 'open');
    const isOfWork = wantsAll || (work === undefined ? state === 'new' || state === 'acknowledged' : state === work);
    const isOfHistory = historic === undefined ? standing !== 'open' || !isHistoric : historic === isHistoric;
    if (notShown !== undefined && isOfWork && !isOfHistory && isHistoric) notShown.historic++;
    if (notShown !== undefined && !isOfWork && isOfHistory && work === undefined) {
      if (state === 'snoozed' || state === 'resolved') notShown[state]++;
    }
    return isOfWork && isOfHistory;
  }
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
