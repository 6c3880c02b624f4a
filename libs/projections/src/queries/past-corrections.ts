import type { RecordedEvent } from '#core/record.js';
import type { Position, Snapshot } from '#read-store/port.js';
import { guardedEvents, permittedNow } from './as-of.js';
import type { Moment, Past } from './as-of.js';
import { CallOverdue } from '../calls/call-overdue.js';
import { folds } from '../definition/compiled-projection.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { countOf } from '../folding/count.js';
import type { FlatContribution } from '../definition/contributions.js';
import type { FoldedKey } from '../folding/fold.js';
import { assignmentsOf, GivenEvent } from '../facts/given-event.js';
import type { Assignment } from '../facts/given-event.js';
import { HeldKeys, isSameFact, reassignmentsOf } from '../facts/held-keys.js';
import { keysToFoldAnew } from '../folding/key-decisions.js';
import type { Pieces } from '../calls/pieces.js';
import { slotOf } from '../definition/projection-key.js';
import { refusal } from './question-fold.js';
import { isKeyDecision, keyDecisions } from '../facts/set-apart.js';
import type { KeyDecision } from '../facts/set-apart.js';
import { amendsFolds } from '../facts/visibility.js';

/** What the steps of a build have to be corrected for at a moment that knew less, or more, than they hold. */
export interface PastCorrections {
  /** Keys that were other then. */
  readonly keys: ReadonlySet<string>;
  /** What events contribute by themselves, to be taken out or put in. */
  readonly counted: readonly { readonly contributions: readonly FlatContribution[]; readonly isTakenOut: boolean }[];
  /** Less was known than has to be corrected: nothing of the build is used, and `keys` are all that there were. */
  readonly isBaseEmpty: boolean;
}

/** Steps up to a time, and of the keys that were other then their folds. */
export interface PastParts {
  readonly corrections: PastCorrections;
  readonly snapshot: Snapshot;
  readonly time: number;
  readonly fold: (key: string) => FoldedKey | undefined;
}

/**
 * Compares what each slot has folded with what was known: events that only one of them holds, facts that only one of them
 * hides, facts and deadlines that time has not reached in the build. So an answer is that of its moment also while a build
 * is behind, and while its slots stand apart. Where less was known than lies between, all that was known is looked at.
 * A piece is an event.
 */
export function* correctionsFor(
  projection: CompiledProjection,
  past: Past,
  snapshot: Snapshot,
  moment: Moment,
): Pieces<PastCorrections> {
  try {
    return yield* lookAt(guardedEvents(projection, past), past, snapshot, moment);
  } catch (error) {
    throw error instanceof CallOverdue ? refusal(projection, past.mirror, error) : error;
  }
}

function* lookAt(
  projection: CompiledProjection,
  past: Past,
  snapshot: Snapshot,
  moment: Moment,
): Pieces<PastCorrections> {
  const { mirror } = past;
  const positions = snapshot.positions();
  const lowest = positions.reduce((least, { sequence }) => Math.min(least, sequence), Infinity);
  const from = Math.min(moment.known, lowest);
  const isRecorded = projection.order === 'recorded';
  // In the order of the ledger the steps themselves are dated by what was known.
  const to = isRecorded ? moment.known : permittedNow(past).sequence;
  const looking = new Looking(projection, past, moment, positions);
  if (!isRecorded && (to - from > moment.known || isOtherwisePublished(projection, past, positions, moment))) {
    for (const event of mirror.readAll({ limit: moment.known })) {
      looking.known(event);
      yield;
    }
    return { keys: looking.keys, counted: looking.counted, isBaseEmpty: true };
  }
  // What is read of the build is read before the first pause.
  const waiting = isRecorded ? [] : Array.from(snapshot.waiting(moment.asOf));
  const due = isRecorded ? [] : Array.from(snapshot.due(moment.asOf));
  if (isRecorded) looking.decidedBehind(Math.max(to, lowest));
  if (to > from) yield* looking.between(mirror.readAll({ from: from + 1, limit: to - from }));
  if (!isRecorded) {
    for (const { sequence } of waiting) looking.compare(mirror.at(sequence)!);
    for (const { key } of due) looking.keys.add(key);
    const earliest = positions.reduce((least, { horizon }) => Math.min(least, horizon), Infinity);
    const ended = past.visibility.permissions.subjectsOfTime(earliest, permittedNow(past).horizon);
    for (const event of ended) {
      looking.compare(event);
      yield;
    }
  }
  return { keys: looking.keys, counted: looking.counted, isBaseEmpty: false };
}

/** Whether any slot has seen rules or feeds that were not known then, or the other way round: that may change any key. */
function isOtherwisePublished(
  projection: CompiledProjection,
  { mirror, book, build }: Past,
  positions: readonly Position[],
  { asOf, known }: Moment,
): boolean {
  const { changes } = book.timeline(projection, build?.info.beganAt ?? Infinity, mirror.head().sequence);
  if (projection.usesFeeds) {
    const { feeds } = book.timeline(projection, Infinity, known);
    // Nobody has asked beyond the instant up to which time has passed.
    const looksOtherwise = ({ sequence, horizon }: Position): boolean =>
      (feeds!.otherwiseFrom(sequence) ?? Infinity) <= Math.min(asOf, horizon);
    if (positions.some(looksOtherwise)) return true;
  }
  return changes.some(
    ({ at, sequence }) =>
      at <= asOf && positions.some((slot) => sequence <= known !== (sequence <= slot.sequence && at <= slot.horizon)),
  );
}

class Looking {
  readonly keys = new Set<string>();
  readonly counted: { contributions: readonly FlatContribution[]; isTakenOut: boolean }[] = [];
  private readonly seen = new Set<number>();
  private readonly held: HeldKeys;

  constructor(
    private readonly projection: CompiledProjection,
    private readonly past: Past,
    private readonly moment: Moment,
    private readonly positions: readonly Position[],
  ) {
    this.held = new HeldKeys(projection, past.visibility, positions);
  }

  /** An event of then, where nothing of the build is used. */
  known(event: RecordedEvent): void {
    const { visibility } = this.past;
    if (!this.hasOccurred(event) || visibility.isHidden(event, this.moment.known)) return;
    const given = new GivenEvent(event);
    for (const assignment of this.assignmentsThen(given)) {
      this.keys.add(assignment.key);
      this.count(assignment, false);
    }
  }

  /** Events that were not known yet, or that a slot has not folded yet; pauses are possible behind each. */
  *between(events: Iterable<RecordedEvent>): Generator<void> {
    const { projection, past, moment, held } = this;
    const amendments: RecordedEvent[] = [];
    for (const event of events) {
      if (isKeyDecision(event)) this.decide(event);
      if (projection.order === 'occurred' && amendsFolds(event.type)) amendments.push(event);
      this.compare(event);
      yield;
    }
    if (amendments.length === 0) return;
    const sequences = [...held.positions.map(({ sequence }) => sequence), moment.known];
    for (const subject of past.visibility.subjectsOf(amendments, projection, sequences)) {
      this.compare(subject);
      yield;
    }
  }

  /** In the order of the ledger nothing else of what came later matters. */
  decidedBehind(sequence: number): void {
    for (const type of keyDecisions)
      for (const event of this.past.mirror.readDimension('type', type))
        if (event.sequence > sequence && isKeyDecision(event)) this.decide(event);
  }

  /** What is set apart is taken as of now, also by a slot that has not met the decision yet. */
  private decide(decision: RecordedEvent & KeyDecision): void {
    const { projection, past, held } = this;
    const { mirror, build } = past;
    if (build === undefined) return;
    const given = (about: RecordedEvent) => {
      const one = new GivenEvent(about);
      return [...held.of(one), ...this.assignmentsThen(one)];
    };
    for (const { key } of keysToFoldAnew({ projection, build, mirror }, decision, given)) this.keys.add(key);
  }

  /** Whether what an event was then differs from what the slots of its keys hold of it. */
  compare(event: RecordedEvent): void {
    if (this.seen.has(event.sequence) || !this.hasOccurred(event)) return;
    this.seen.add(event.sequence);
    const isThen = event.sequence <= this.moment.known && !this.isHidden(event, this.moment.known);
    const given = new GivenEvent(event);
    const then = isThen ? this.assignmentsThen(given) : [];
    for (const { key, value, before, now } of reassignmentsOf(this.held.of(given), then)) {
      const held = this.isHeld(event, this.positions[slotOf(value)]!) ? before : undefined;
      if (isSameFact(held, now)) continue;
      this.keys.add(key);
      this.count(held, true);
      this.count(now, false);
    }
  }

  private assignmentsThen(given: GivenEvent): readonly Assignment[] {
    const { projection, past, moment } = this;
    return assignmentsOf(projection, given, past.visibility, { sequence: moment.known }, permittedNow(past));
  }

  private isHeld(event: RecordedEvent, { sequence, horizon }: Position): boolean {
    if (event.sequence > sequence) return false;
    if (this.projection.order === 'recorded') return event.sequence <= this.moment.known;
    return event.occurredAt <= horizon && !this.isHidden(event, sequence);
  }

  private isHidden(event: RecordedEvent, k: number): boolean {
    return this.projection.order === 'occurred' && this.past.visibility.isHidden(event, k);
  }

  private hasOccurred({ type, occurredAt }: RecordedEvent): boolean {
    return folds(this.projection, type) && (this.projection.order === 'recorded' || occurredAt <= this.moment.asOf);
  }

  /** It counts once, with the first of its keys. */
  private count(assignment: Assignment | undefined, isTakenOut: boolean): void {
    if (assignment?.share !== 1 || !this.projection.counters.has(assignment.given.event.type)) return;
    try {
      this.counted.push({ contributions: countOf(this.projection, assignment.given.fact(1)), isTakenOut });
    } catch (error) {
      if (error instanceof CallOverdue) throw error;
      // What throws contributes nothing; its key is folded as it was then.
    }
  }
}
