import type { Progress } from '#core/ports.js';
import type { RecordedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import { actSides } from '#domain/acts.js';
import { upcast } from '#domain/upcasting.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { KnownDay, RelationshipHistory } from '#measures/prediction/relationship-history.js';
import type { Pieces } from '#projections/calls/pieces.js';
import type { Visibility } from '#projections/facts/visibility.js';
import { belongingSince } from '#projections/facts/belonging-since.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { permittedNow, type Permitted } from '../ledger/permitted.js';
import type { Workspace } from '../workspace.js';
import { feedsOverTime } from './feed-outages.js';
import { knownSince } from './known-since.js';
import { dayNumberAt } from './local-days.js';
import {
  emptyNotes,
  historyOf,
  notedTypes,
  noteAct,
  noteStatement,
  type RelationshipNotes,
} from './relationship-notes.js';
import { withdrawalsOf, type Withdrawals } from './withdrawals.js';

/** All relationships as a back-test takes them, and what it must say of how they were made. */
export interface LedgerHistories {
  readonly histories: readonly RelationshipHistory[];
  /** The last sequence that was read. */
  readonly head: number;
  /** Days of the first act of theirs, and the last one of which everything is known; absent without any act. */
  readonly span: { readonly from: number; readonly through: number } | undefined;
  /** Acts of theirs, as events. */
  readonly acts: number;
  /** Of how many of them only the source claims when they were known. */
  readonly claimed: number;
  /** Relationships that nobody may analyse: an objection, a restriction, a consent that is missing. */
  readonly withheld: number;
}

const eventsPerReport = 4_096;
const purpose = 'relationship-analysis';

/**
 * Reads the whole ledger once, in pieces. An event is of those of whom it is by all that is known now, from the day on which
 * both it and the statement that says so were known; whoever was a relationship apart until then is one that was merged.
 */
export function* ledgerHistories(workspace: Workspace, progress?: Progress): Pieces<LedgerHistories> {
  const { ledger } = workspace;
  const { sequence: head } = ledger.head();
  const reading = new Reading(workspace, head);
  for (const event of ledger.readAll()) {
    if (event.sequence > head) break;
    reading.take(event);
    if (event.sequence % eventsPerReport === 0)
      progress?.({ stage: 'histories', done: event.sequence, total: head, unit: 'events' });
    yield;
  }
  return reading.finish();
}

interface MergedNotes {
  readonly acts: KnownDay[];
  mergedOn: number;
}

class Reading {
  private readonly now: Instant;
  private readonly zone: string;
  private readonly permitted: Permitted;
  private readonly visibility: Visibility;
  private readonly withdrawals: Withdrawals;
  private readonly notes = new Map<Id, RelationshipNotes>();
  private readonly merged = new Map<Id, MergedNotes>();
  private readonly erased = new Set<Id>();
  private readonly withheld = new Set<Id>();
  private readonly statementDays = new Map<number, number>();
  private acts = 0;
  private claimed = 0;
  private firstAct = Infinity;
  private lastFact = -Infinity;

  constructor(
    private readonly workspace: Workspace,
    private readonly head: number,
  ) {
    const { ledger, clock, directory } = workspace;
    this.now = clock.now();
    this.zone = directory.zone;
    this.permitted = permittedNow(workspace, purpose);
    this.visibility = amendmentsOf(ledger).visibility;
    this.withdrawals = withdrawalsOf(ledger, head, (event) => this.knownDay(event));
  }

  take(recorded: RecordedEvent): void {
    const definition = definitionOf(recorded.type);
    if (definition?.kind !== 'fact' || recorded.occurredAt > this.now) return;
    const isHidden = this.visibility.isHidden(recorded, this.head);
    // What the program says of itself, such as that it imports, shows nothing of what happened outside.
    if (!isHidden && definition.captured) this.lastFact = Math.max(this.lastFact, recorded.occurredAt);
    const event = upcast(recorded);
    const isAct = actSides(event).has('theirs');
    if (!isAct && !notedTypes.has(event.type)) return;
    const { at, isClaimed } = knownSince(event, this.workspace.ledger);
    const withdrawnOn = isHidden ? this.withdrawals.dayOf(event) : undefined;
    // What was imported and taken back was never known: it was only claimed that it was.
    if (isHidden && (isClaimed || withdrawnOn === undefined)) return;
    const given = this.permitted.given(event);
    if (isAct) this.noteWithheld(event, given);
    if (given === undefined) return;
    const day: KnownDay = {
      day: this.day(event.occurredAt),
      knownOn: this.day(at),
      ...(withdrawnOn === undefined ? {} : { withdrawnOn }),
    };
    if (isAct && !isHidden) this.count(day, isClaimed);
    this.give(given, day, isAct);
  }

  finish(): LedgerHistories {
    const { ledger } = this.workspace;
    const { outages, lastWord } = feedsOverTime(ledger, this.head, this.now, this.zone);
    // Today is not over, and of what lies behind all that was ever told nothing is known.
    const through = Math.min(this.day(this.now) - 1, this.day(Math.max(this.lastFact, lastWord)));
    const histories: RelationshipHistory[] = [];
    for (const [id, notes] of this.notes)
      if (notes.acts.length > 0) histories.push(historyOf(id, notes, outages, through));
    const isUsed = (id: Id): boolean => (this.notes.get(id)?.acts.length ?? 0) > 0;
    for (const [id, { acts, mergedOn }] of this.merged)
      if (!isUsed(id)) histories.push({ id, acts, mergedOn, unusable: 'merged' });
    const erased = [...this.erased].filter((id) => !isUsed(id));
    histories.push(...erased.map((id) => ({ id, acts: [], unusable: 'erased' as const })));
    return {
      histories,
      head: this.head,
      span: this.firstAct <= through ? { from: this.firstAct, through } : undefined,
      acts: this.acts,
      claimed: this.claimed,
      withheld: [...this.withheld].filter((id) => !isUsed(id) && !this.erased.has(id)).length,
    };
  }

  private count({ day }: KnownDay, isClaimed: boolean): void {
    this.acts++;
    if (isClaimed) this.claimed++;
    this.firstAct = Math.min(this.firstAct, day);
  }

  private give(event: RecordedEvent, day: KnownDay, isAct: boolean): void {
    const belongs = belongingSince(event, this.belonging());
    for (const { relationship, since } of belongs) {
      const notes = this.notesOf(relationship);
      const known = { ...day, knownOn: Math.max(day.knownOn, this.dayOfStatement(since)) };
      if (!isAct) noteStatement(notes, event, known, (instant) => this.day(instant));
      else {
        noteAct(notes, known);
        if (event.source.connector !== undefined) notes.connectors.add(event.source.connector);
      }
    }
    if (isAct) this.noteMerged(event, day, Math.min(...belongs.map(({ since }) => this.dayOfStatement(since))));
  }

  /** Those whom the event names were relationships of their own until it was known that it is another's. */
  private noteMerged(event: RecordedEvent, day: KnownDay, mergedOn: number): void {
    if (!(mergedOn > day.knownOn)) return;
    const own = new Set(belongingSince(event, this.belonging()).map(({ relationship }) => relationship));
    for (const { relationship: id } of belongingSince(event, undefined)) {
      if (own.has(id)) continue;
      const merged = this.merged.get(id) ?? { acts: [], mergedOn };
      noteAct(merged, day);
      merged.mergedOn = Math.max(merged.mergedOn, mergedOn);
      this.merged.set(id, merged);
    }
  }

  private noteWithheld(event: RecordedEvent, given: RecordedEvent | undefined): void {
    if (given === event) return;
    const left = new Set(
      given === undefined ? [] : belongingSince(given, this.belonging()).map((one) => one.relationship),
    );
    const isErased = event.parties.some(({ id, side }) => side === 'customer' && this.permitted.isErased(id));
    for (const { relationship } of belongingSince(event, this.belonging()))
      if (!left.has(relationship)) (isErased ? this.erased : this.withheld).add(relationship);
  }

  private notesOf(relationship: Id): RelationshipNotes {
    let notes = this.notes.get(relationship);
    if (notes === undefined) this.notes.set(relationship, (notes = emptyNotes()));
    return notes;
  }

  private belonging() {
    return this.visibility.belonging.at(this.head);
  }

  /** The day on which a statement about whose events are was known; of none: always. */
  private dayOfStatement(sequence: number): number {
    if (sequence === 0) return -Infinity;
    let day = this.statementDays.get(sequence);
    if (day === undefined) {
      const statement = this.workspace.ledger.at(sequence);
      this.statementDays.set(sequence, (day = statement === undefined ? Infinity : this.knownDay(statement)));
    }
    return day;
  }

  private knownDay(event: RecordedEvent): number {
    return this.day(knownSince(event, this.workspace.ledger).at);
  }

  private day(instant: Instant): number {
    return instant === -Infinity ? -Infinity : dayNumberAt(instant, this.zone);
  }
}
