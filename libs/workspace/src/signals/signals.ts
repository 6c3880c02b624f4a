import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { severities } from '#core/severities.js';
import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { FirstRows } from '../documents/first-rows.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { pageLimit } from '../relationships/timeline.js';
import type { SignalsQuery, Work } from '../tend.js';
import type { Workspace } from '../workspace.js';
import { addTo, readEqualLines, type EqualLines } from './equal-lines.js';
import { equalityOf } from './equal-signals.js';
import { falseAlarmsExpected } from './expected-alarms.js';
import { readRaised, relationshipsOf, type Raised } from './raised-signals.js';
import type { NotShown, SignalsAnswer } from './signal-answers.js';
import { rowsOf, seenIn, type Shown } from './signal-rows.js';
import { signalWorkOf, standingOf, type SignalWorkBook, type SignalWorkStanding } from './signal-work.js';

/**
 * A page of the inbox: what every projection that has signals raises, now or at a moment, the newest first; or what it
 * raised and has ended, or withdrawn, what ended last first. Of what stands that is left out which somebody has resolved, or put off until
 * later, and which is history; it is counted. What several projections tell of one event is one, and is sought as that one:
 * by how grave the gravest is; by a kind or a projection, where any of them is of it, which is then shown. What cannot be asked just
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
  const reading = { moment, begunIn: begun?.builds, state, ...work };
  // Without these everything is looked at anyway, and lines are joined on the way.
  const isOfSome = severity !== undefined || projection !== undefined;
  const lines = isOfSome ? await readEqualLines(workspace, reading) : undefined;
  const sight = new Sight(workspace, query, relationship, moment, lines);
  const seen = new Looked(limit, begun?.place);
  const { answered, missing } = await readRaised(workspace, {
    ...reading,
    projection,
    look: (raised, view) => sight.look(raised, view, new Looked(limit, begun?.place), seen),
    take: (looked) => seen.join(looked),
  });
  const page = seen.first.inOrder();
  const last = page.at(-1);
  const builds = answered.map(({ build }) => build);
  const shown = page.map(({ row }): Shown => ({
    ...row,
    seen: row.seen!,
    isHistoric: sight.isHistoric(row),
    ...together(row, lines ?? seen.lines),
  }));
  // It is of all that are judged, and would say nothing of a part of them.
  const isWhole = state === 'open' && [kind, severity, relationship, projection, workState, historic].every(isNotGiven);
  const expected = isWhole && begun === undefined ? await falseAlarmsExpected(workspace, moment, work) : undefined;
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

function isNotGiven(value: unknown): boolean {
  return value === undefined;
}

function refusedPast(): LedgerError {
  const message = 'withdrawn is told of now alone';
  return new LedgerError('invalid', `state ${message}: nothing of it is kept by moment.`, {
    violations: [{ field: 'state', message }],
    hint: 'What stood by what was known then is shown by knownBy (--known-by).',
  });
}

/** One that is found, before it is known what else tells the same. */
interface FoundSignal extends Omit<Shown, 'also' | 'severity' | 'seen' | 'isHistoric'> {
  readonly equal: ReturnType<typeof equalityOf>;
  /** Looked up of those that are shown alone. */
  seen?: Shown['seen'];
}

/** What was found in one projection, or in all: of the rows no more than a page. */
class Looked {
  readonly first: FirstRows<FoundSignal>;
  readonly notShown: { -readonly [Name in keyof NotShown]: number } = { historic: 0, snoozed: 0, resolved: 0 };
  readonly kinds = new Map<string, number>();
  readonly lines: EqualLines = new Map();

  constructor(limit: number, after: string | undefined) {
    this.first = new FirstRows(limit, after);
  }

  join(other: Looked): void {
    this.first.join(other.first);
    for (const name of ['historic', 'snoozed', 'resolved'] as const) this.notShown[name] += other.notShown[name];
    for (const [kind, count] of other.kinds) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + count);
    for (const [name, told] of other.lines) addTo(this.lines, name, told);
  }

  kindsByCount(): SignalsAnswer['kinds'] {
    return Array.from(this.kinds, ([kind, count]) => ({ kind, count })).sort(
      (a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1),
    );
  }
}

/** What else tells the same as a signal, and how grave the gravest of them is. */
function together(
  { equal, signal }: Pick<FoundSignal, 'equal' | 'signal'>,
  lines: EqualLines,
): Pick<Shown, 'also' | 'severity'> {
  const told = equal === undefined ? [] : (lines.get(equal.name) ?? []);
  const grave = [signal.severity, ...told.map(({ severity }) => severity)];
  return {
    severity: severities.findLast((one) => grave.includes(one))!,
    also: (equal?.others ?? []).filter(({ id }) => told.some((one) => one.id === id)),
  };
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
    /** All that is told the same of, where not all of it is looked at. */
    private readonly lines: EqualLines | undefined,
  ) {
    const { ledger, clock } = workspace;
    this.known = moment?.known ?? ledger.head().sequence;
    this.now = moment?.asOf ?? clock.now();
    this.asOf = moment?.asOf ?? Infinity;
    this.book = signalWorkOf(ledger);
  }

  /** @param before what was found in the projections before it: what tells the same as one of those is the same line */
  look(raised: Iterable<Raised>, view: ProjectionView, looked: Looked, before: Looked): Looked {
    const { kind, projection } = this.query;
    const seenOf = seenIn(this.workspace, view);
    for (const one of raised) {
      const equal = equalityOf(one.definition, one.key, one.signal);
      if (equal !== undefined) addTo(looked.lines, equal.name, [{ id: one.id, severity: one.signal.severity }]);
      const isFirst = projection !== undefined || equal === undefined || !before.lines.has(equal.name);
      // Who asks for one of them by its name is shown that one; it is the same line, and counted as that.
      const isMeant = kind === undefined ? isFirst : one.signal.kind === kind;
      if (!(isFirst || isMeant) || !this.isAsked(one, equal)) continue;
      const work = this.workOf(one, equal);
      if (!this.isShown(one, work, isMeant ? looked.notShown : undefined)) continue;
      if (isFirst) looked.kinds.set(one.signal.kind, (looked.kinds.get(one.signal.kind) ?? 0) + 1);
      if (isMeant) looked.first.add({ ...one, equal, work }, placeOf(one));
    }
    for (const { row } of looked.first.inOrder()) row.seen = seenOf(row);
    return looked;
  }

  private isAsked(one: Raised, equal: FoundSignal['equal']): boolean {
    const { severity } = this.query;
    return (
      (severity === undefined || together({ ...one, equal }, this.lines!).severity === severity) &&
      (this.relationship === undefined || relationshipsOf(this.workspace, one, this.known).includes(this.relationship))
    );
  }

  private workOf(one: Raised, equal: FoundSignal['equal']): SignalWorkStanding {
    const ids = equal === undefined ? [one.id] : [one.id, ...equal.others.map(({ id }) => id)];
    return standingOf(this.book.saidOf(ids, this), this.now);
  }

  /** Whether it is history: looked up in the ledger of what may be, and not of what began lately. */
  isHistoric({ signal: { event, since } }: Raised): boolean {
    const { ledger, clock } = this.workspace;
    if (clock.now() - since <= limits.signalHistoricMs) return false;
    const recordedAt = ledger.get(event)?.recordedAt ?? since;
    return recordedAt - since > limits.signalHistoricMs;
  }

  /** @param notShown takes what the inbox leaves out by itself */
  private isShown(one: Raised, { state }: SignalWorkStanding, notShown: Looked['notShown'] | undefined): boolean {
    const { work, historic, state: standing = 'open' } = this.query;
    const wantsAll = work === 'all' || (work === undefined && standing !== 'open');
    const isOfWork = wantsAll || (work === undefined ? state === 'new' || state === 'acknowledged' : state === work);
    if (!isOfWork && (work !== undefined || notShown === undefined)) return false;
    const isAnyHistory = historic === undefined && standing !== 'open';
    const isHistoric = !isAnyHistory && this.isHistoric(one);
    const isOfHistory = isAnyHistory || isHistoric === (historic ?? false);
    if (notShown !== undefined && isOfWork && !isOfHistory && isHistoric) notShown.historic++;
    if (notShown !== undefined && !isOfWork && isOfHistory && (state === 'snoozed' || state === 'resolved'))
      notShown[state]++;
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
