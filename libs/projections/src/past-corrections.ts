import type { RecordedEvent } from '#core/record.js';
import type { Moment, Past } from './as-of.js';
import { folds } from './compiled-projection.js';
import type { CompiledProjection } from './compiled-projection.js';
import { countOf } from './count.js';
import type { FlatContribution } from './contributions.js';
import { assignmentsOf, GivenEvent } from './given-event.js';
import { amendsVisibility } from './visibility.js';

/** What the head's steps have to be corrected for at a moment that did not know all that the head knows. */
export interface PastCorrections {
  /** Keys that were other then. */
  readonly keys: ReadonlySet<string>;
  /** What events contribute by themselves, to be taken out or put in. */
  readonly counted: readonly { readonly contributions: readonly FlatContribution[]; readonly isTakenOut: boolean }[];
  /** Less was known than has to be corrected: nothing of the head is used, and `keys` are all that there were. */
  readonly isBaseEmpty: boolean;
}

/**
 * Looks at everything that was recorded since, or, where that is more, at everything that was known.
 * @returns nothing to correct in the order of the ledger, whose steps are dated by what was known
 */
export function correctionsSince(projection: CompiledProjection, past: Past, moment: Moment): PastCorrections {
  const { mirror, book, build } = past;
  const head = mirror.head().sequence;
  if (projection.order === 'recorded' || moment.known >= head) return nothing;
  const timelineThen = book.timeline(projection.contextTypes, build?.info.beganAt ?? Infinity, moment.known);
  const timelineNow = book.timeline(projection.contextTypes, build?.info.beganAt ?? Infinity, head);
  // What was published since may change any key.
  const isOtherwise = timelineNow.countUpTo(moment.asOf) !== timelineThen.countUpTo(moment.asOf);
  const isBaseEmpty = isOtherwise || head - moment.known > moment.known;
  const looking = new Looking(projection, past, moment);
  if (isBaseEmpty) for (const event of mirror.readAll({ limit: moment.known })) looking.known(event);
  else for (const event of mirror.readAll({ from: moment.known + 1 })) looking.unknown(event);
  return { keys: looking.keys, counted: looking.counted, isBaseEmpty };
}

const nothing: PastCorrections = { keys: new Set(), counted: [], isBaseEmpty: false };

class Looking {
  readonly keys = new Set<string>();
  readonly counted: { contributions: readonly FlatContribution[]; isTakenOut: boolean }[] = [];
  private readonly seen = new Set<number>();

  constructor(
    private readonly projection: CompiledProjection,
    private readonly past: Past,
    private readonly moment: Moment,
  ) {}

  /** An event of then, where nothing of the head is used. */
  known(event: RecordedEvent): void {
    if (!this.isFolded(event)) return;
    if (!this.past.visibility.isHidden(event, this.moment.known)) this.take(event, false);
  }

  /** An event that was recorded since. */
  unknown(event: RecordedEvent): void {
    const { visibility, mirror } = this.past;
    const head = mirror.head().sequence;
    if (amendsVisibility(event.type)) {
      for (const subject of visibility.subjectsOf(event)) this.amended(subject, head);
    }
    if (this.isFolded(event) && !visibility.isHidden(event, head)) this.take(event, true);
  }

  /** A fact of then that is hidden since, or shown. */
  private amended(event: RecordedEvent, head: number): void {
    const { visibility } = this.past;
    if (event.sequence > this.moment.known || !this.isFolded(event)) return;
    const isHidden = visibility.isHidden(event, head);
    if (isHidden !== visibility.isHidden(event, this.moment.known)) this.take(event, !isHidden);
  }

  private isFolded({ type, occurredAt }: RecordedEvent): boolean {
    return occurredAt <= this.moment.asOf && folds(this.projection, type);
  }

  private take(event: RecordedEvent, isTakenOut: boolean): void {
    if (this.seen.has(event.sequence)) return;
    this.seen.add(event.sequence);
    const given = new GivenEvent(event);
    const assignments = assignmentsOf(this.projection, given);
    for (const { key } of assignments) this.keys.add(key);
    if (assignments.length === 0 || !this.projection.counters.has(event.type)) return;
    try {
      this.counted.push({ contributions: countOf(this.projection, given.fact(1)), isTakenOut });
    } catch {
      // What throws contributes nothing; its key is folded as it was then.
    }
  }
}
