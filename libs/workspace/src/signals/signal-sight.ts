import { limits } from '#core/limits.js';
import { severities } from '#core/severities.js';
import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { FirstRows } from '../documents/first-rows.js';
import type { SignalsQuery } from '../tend.js';
import type { Workspace } from '../workspace.js';
import { addTo, type EqualLines } from './equal-lines.js';
import { equalityOf } from './equal-signals.js';
import { relationshipsOf, type Raised } from './raised-signals.js';
import type { NotShown, SignalsAnswer } from './signal-answers.js';
import { seenIn, type Shown } from './signal-rows.js';
import { signalWorkOf, standingOf, type SignalWorkBook, type SignalWorkStanding } from './signal-work.js';

/** What is wanted of the inbox, and in which order. */
export interface SignalsWanted extends SignalsQuery {
  /**
   * All that stands and is not dealt with, also what is put off until later or is history: for who looks at one relationship.
   * History comes last; before that the gravest first, and of one severity the newest.
   */
  readonly standing?: boolean;
}

/** One that is found, before it is known what else tells the same. */
interface FoundSignal extends Omit<Shown, 'also' | 'severity' | 'seen' | 'isHistoric'> {
  readonly equal: ReturnType<typeof equalityOf>;
  /** Looked up of those that are shown alone. */
  seen?: Shown['seen'];
}

/** What was found in one projection, or in all: of the rows no more than a page. */
export class Looked {
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
export function together(
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
export class Sight {
  readonly known: number;
  private readonly now: number;
  readonly asOf: number;
  private readonly book: SignalWorkBook;

  constructor(
    private readonly workspace: Workspace,
    private readonly query: SignalsWanted,
    private readonly relationship: Id | undefined,
    moment: Moment | undefined,
    /** All that is told the same of, where not all of it is looked at, or how grave it is decides. */
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
      if (isMeant) looked.first.add({ ...one, equal, work }, this.placeOf(one, equal));
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
    const { work, historic, standing, state: stands = 'open' } = this.query;
    const wantsAll = work === 'all' || (work === undefined && stands !== 'open');
    const isOpen = state === 'new' || state === 'acknowledged' || (standing === true && state === 'snoozed');
    const isOfWork = wantsAll || (work === undefined ? isOpen : state === work);
    if (!isOfWork && (work !== undefined || notShown === undefined)) return false;
    const isAnyHistory = historic === undefined && (standing === true || stands !== 'open');
    const isHistoric = !isAnyHistory && this.isHistoric(one);
    const isOfHistory = isAnyHistory || isHistoric === (historic ?? false);
    if (notShown !== undefined && isOfWork && !isOfHistory && isHistoric) notShown.historic++;
    if (notShown !== undefined && !isOfWork && isOfHistory && (state === 'snoozed' || state === 'resolved'))
      notShown[state]++;
    return isOfWork && isOfHistory;
  }

  /** Instants may lie before 1970: the newest first, as text of one length; where it is asked for, behind how grave it is. */
  private placeOf(one: Raised, equal: FoundSignal['equal']): string {
    const { signal, endedAt, id, definition, key } = one;
    const newestFirst = String(instantsEnd - (endedAt ?? signal.since)).padStart(20, '0');
    const place = [newestFirst, id, definition.name, key].join('/');
    if (this.query.standing !== true) return place;
    const gravity = severities.indexOf(together({ equal, signal }, this.lines!).severity);
    return [Number(this.isHistoric(one)), severities.length - gravity, place].join('/');
  }
}

const instantsEnd = 8.64e15;
