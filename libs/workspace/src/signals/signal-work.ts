import type { Clock } from '#core/ports.js';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { SignalWorkNow } from '#domain/commands/work-on-signals.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import { amendmentsOf } from '../ledger/amendments.js';

/** Events by which people say what they do about a signal. */
export const signalWorkTypes = ['SignalAcknowledged', 'SignalSnoozed', 'SignalResolved', 'SignalReopened'] as const;
type SignalWorkType = (typeof signalWorkTypes)[number];

/** What was said of a signal, without what is not needed to know where it stands. */
export interface SaidOfSignal extends Pick<
  RecordedEvent,
  'id' | 'source' | 'occurredAt' | 'ordinal' | 'sequence' | 'actor'
> {
  readonly type: SignalWorkType;
  readonly until?: Instant;
  readonly outcome?: string | undefined;
}

/** From where is looked. */
export interface WorkMoment {
  /** What had been said by then; with `known`, what was recorded by then. */
  readonly asOf: Instant;
  readonly known: number;
  /** By when a snooze is over, or not. */
  readonly now: Instant;
}

/** Where the work on a signal stands, and by which words. */
export type SignalWorkStanding = SignalWorkNow & { readonly said?: SaidOfSignal };

/** What was said and holds: each lies over those before it. */
interface Layers {
  acknowledged?: SaidOfSignal | undefined;
  snoozed?: SaidOfSignal | undefined;
  resolved?: SaidOfSignal | undefined;
}

/**
 * Where the work on a signal stands by what was said of it.
 *
 * Acknowledged: somebody has taken it on, which ends a snooze. Snoozed: put off, until its time is over; then it stands as
 * before, acknowledged or new. Resolved: dealt with. Reopened takes the uppermost of these back.
 * @param said in fold order
 */
export function standingOf(said: readonly SaidOfSignal[], now: Instant): SignalWorkStanding {
  const layers: Layers = {};
  for (const one of said) lay(layers, one);
  const { acknowledged, resolved } = layers;
  if (resolved !== undefined) return { state: 'resolved', outcome: resolved.outcome, said: resolved };
  const snoozed = snoozedAt(layers, now);
  if (snoozed !== undefined) return { state: 'snoozed', until: snoozed.until!, said: snoozed };
  return acknowledged === undefined ? { state: 'new' } : { state: 'acknowledged', said: acknowledged };
}

function lay(layers: Layers, one: SaidOfSignal): void {
  switch (one.type) {
    case 'SignalAcknowledged':
      layers.acknowledged = one;
      layers.snoozed = layers.resolved = undefined;
      break;
    case 'SignalSnoozed':
      layers.snoozed = one;
      layers.resolved = undefined;
      break;
    case 'SignalResolved':
      layers.resolved = one;
      break;
    case 'SignalReopened':
      if (layers.resolved !== undefined) layers.resolved = undefined;
      else if (snoozedAt(layers, one.occurredAt) !== undefined) layers.snoozed = undefined;
      else layers.acknowledged = undefined;
  }
}

function snoozedAt({ snoozed }: Layers, at: Instant): SaidOfSignal | undefined {
  return snoozed !== undefined && snoozed.until! > at ? snoozed : undefined;
}

/**
 * What people said of signals, as far as the ledger goes. It is read from the ledger and held, and not folded by a
 * projection: the inbox asks for all that stand at once, of any moment, and what somebody has just said has to be seen by
 * the next decision, wherever the builds are. There is as much of it as people click, so that to read it takes less than a
 * rebuild; what is late, hidden or not known yet is told apart by its own places, and nothing has to be folded again.
 */
export class SignalWorkBook {
  private bySignal = new Map<string, SaidOfSignal[]>();
  private count = 0;
  private readonly last = new Map<SignalWorkType, SaidOfSignal>();

  constructor(private readonly ledger: Mirror) {}

  /** All that was said of any of some ids, in fold order, as it was known and not taken back. */
  saidOf(ids: readonly string[], { asOf, known }: Omit<WorkMoment, 'now'>): readonly SaidOfSignal[] {
    const found = ids.flatMap((id) => this.bySignal.get(id) ?? []);
    if (found.length === 0) return found;
    const { visibility } = amendmentsOf(this.ledger);
    const said = found.filter(
      (one) => one.sequence <= known && one.occurredAt <= asOf && visibility.withdrawalOf(one, known) === undefined,
    );
    return ids.length === 1 ? said : said.sort(inFoldOrder);
  }

  /** Of all signals that anything was said of. */
  ids(): Iterable<string> {
    return this.bySignal.keys();
  }

  /** Takes in what has come since. */
  refresh(): this {
    const all = signalWorkTypes.reduce((sum, type) => sum + this.ledger.countDimension('type', type), 0);
    if (all === this.count) return this;
    this.read();
    if (this.count === all) return this;
    // Something came that lies before what is known.
    this.bySignal = new Map();
    this.count = 0;
    this.last.clear();
    this.read();
    return this;
  }

  private read(): void {
    const touched = new Set<SaidOfSignal[]>();
    for (const type of signalWorkTypes) {
      const after = this.last.get(type);
      for (const event of this.ledger.readDimension('type', type, after === undefined ? {} : { after })) {
        const { signal, ...one } = saidIn(event as RecordedEvent<SignalWorkType>);
        let list = this.bySignal.get(signal);
        if (list === undefined) this.bySignal.set(signal, (list = []));
        list.push(one);
        touched.add(list);
        this.last.set(type, one);
        this.count++;
      }
    }
    for (const list of touched) list.sort(inFoldOrder);
  }
}

const books = new WeakMap<object, SignalWorkBook>();

/** The book of a ledger, up to its head. */
export function signalWorkOf(ledger: Mirror): SignalWorkBook {
  let book = books.get(ledger);
  if (book === undefined) books.set(ledger, (book = new SignalWorkBook(ledger)));
  return book.refresh();
}

/** Where the work on a signal, or on some that are the same, stands now. */
export function standingNow(
  { ledger, clock }: { readonly ledger: Mirror; readonly clock: Clock },
  ids: readonly string[],
): SignalWorkStanding {
  const said = signalWorkOf(ledger).saidOf(ids, { asOf: Infinity, known: ledger.head().sequence });
  return standingOf(said, clock.now());
}

function saidIn(event: RecordedEvent<SignalWorkType>): SaidOfSignal & { readonly signal: string } {
  const { id, type, source, occurredAt, ordinal, sequence, actor } = event;
  const { signal, until, outcome } = event.data as EventTypes['SignalAcknowledged'] &
    Partial<EventTypes['SignalSnoozed'] & EventTypes['SignalResolved']>;
  return {
    signal,
    id,
    type,
    source,
    occurredAt,
    ordinal,
    sequence,
    actor,
    ...(until === undefined ? {} : { until }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function inFoldOrder(one: SaidOfSignal, other: SaidOfSignal): number {
  return one.occurredAt - other.occurredAt || one.ordinal - other.ordinal || one.sequence - other.sequence;
}
