import { withheldActor } from '#core/record.js';
import type { RecordedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import type { Position } from '#read-store/port.js';
import { firstWhere } from './sorted-search.js';

/** What a person, or the law, said about the use of a person's data. */
interface Word {
  readonly id: Id;
  readonly type: PermissionType;
  readonly sequence: number;
  /** For which purpose; without it for any. */
  readonly purpose?: string;
  /** A consent holds up to here. */
  readonly until: Instant;
}

const words = [
  'ConsentGiven',
  'ConsentWithdrawn',
  'ProcessingObjected',
  'ProcessingRestricted',
  'RestrictionLifted',
  'ErasureRequested',
] as const;
type PermissionType = (typeof words)[number];
const types = [...words, 'ErasureRefused', 'PurposePublished'] as const;
export const permissionTypes: ReadonlySet<string> = new Set(types);

type Known = Pick<Mirror, 'get' | 'readDimension'>;

/**
 * Which facts may be used for a purpose (engine.md §2, “Permissions”). Always as of now, for every (t, k): the past must
 * not tell what the law withholds today. Now is where a build stands, and for questions about the past the head.
 *
 * - An objection, or a consent taken back or run out where consent is the basis, withholds a person from a purpose; a later
 *   consent to it gives them back. A restriction withholds them from every purpose until it is lifted, an erasure for ever,
 *   unless it is refused.
 * - A fact is withheld when none of its parties of the customer's side, or none of the relationships that it names,
 *   remains; else it is given without the others, also where one of them is who did it, or for whom, or whose sealed part
 *   it holds.
 */
export class Permissions {
  private readonly said = new Map<Id, Word[]>();
  /** Purpose → when its basis came to be consent, or ceased to be. */
  private readonly bases = new Map<string, { readonly sequence: number; readonly needsConsent: boolean }[]>();
  /** Request for an erasure → the sequence at which it was refused. */
  private readonly refused = new Map<Id, number>();
  /** Consents that end, by `ends.inOrder()` in the order of their ends. */
  private readonly ends = new Ends();
  private readonly changes: number[] = [];

  constructor(private readonly mirror: Known) {}

  /** Takes in a recorded event, in the order of the ledger. */
  take(event: RecordedEvent): void {
    const { type, id, sequence, parties, data } = event;
    if (!permissionTypes.has(type)) return;
    this.changes.push(sequence);
    if (type === 'PurposePublished') {
      const { purpose, lawfulBasis } = data as EventTypes['PurposePublished'];
      append(this.bases, purpose, { sequence, needsConsent: lawfulBasis === 'consent' });
    } else if (type === 'ErasureRefused') {
      const { request } = data as EventTypes['ErasureRefused'];
      if (!this.refused.has(request)) this.refused.set(request, sequence);
    } else {
      const { purpose, until = Infinity } = data as { purpose?: string; until?: Instant };
      const word: Word = {
        id,
        type: type as PermissionType,
        sequence,
        until,
        ...(purpose === undefined ? {} : { purpose }),
      };
      for (const party of new Set(parties.map((one) => one.id))) {
        append(this.said, party, word);
        if (until !== Infinity) this.ends.add({ from: until + 1, party, sequence });
      }
    }
  }

  /** What has changed by a position: between two of the same nothing differs. */
  changesBy({ sequence, horizon }: Position): string {
    if (this.changes.length === 0) return '0';
    const known = firstWhere(this.changes, (change) => change > sequence);
    // Also what is not known yet: where a consent more has ended something may differ, where as many have nothing does.
    const ends = this.ends.inOrder();
    return `${known} ${firstWhere(ends, ({ from }) => from > horizon)}`;
  }

  /** When a consent runs out next. */
  nextAfter(horizon: Instant, known: number): Instant {
    const ends = this.ends.inOrder();
    for (let i = firstWhere(ends, ({ from }) => from > horizon); i < ends.length; i++)
      if (ends[i]!.sequence <= known) return ends[i]!.from;
    return Infinity;
  }

  /** The event as it may be used for a purpose, at a position; undefined when it is withheld. */
  permitted(event: RecordedEvent, purpose: string, at: Position): RecordedEvent | undefined {
    if (this.changes.length === 0 || definitionOf(event.type)?.kind !== 'fact') return event;
    const isFree = (id: Id): boolean => this.permits(id, purpose, at);
    const parties = event.parties.filter(({ id, side }) => side !== 'customer' || isFree(id));
    const relationships = event.relationships.filter(isFree);
    if (parties.length === event.parties.length && relationships.length === event.relationships.length) return event;
    const isWithheld =
      (parties.length < event.parties.length && !parties.some(({ side }) => side === 'customer')) ||
      (relationships.length < event.relationships.length && relationships.length === 0);
    if (isWithheld) return undefined;
    const without = new Set(event.parties.filter((party) => !parties.includes(party)).map(({ id }) => id));
    const { onBehalfOf, sealed, ...rest } = event;
    return {
      ...rest,
      actor: without.has(event.actor) ? withheldActor : event.actor,
      parties,
      relationships,
      ...(onBehalfOf === undefined || without.has(onBehalfOf) ? {} : { onBehalfOf }),
      ...(sealed === undefined || without.has(sealed.subject) ? {} : { sealed }),
    };
  }

  /** Whether somebody's data are to be erased, as far as is known: it was asked for, and not refused. */
  isErased(party: Id, known: number): boolean {
    return (this.said.get(party) ?? none).some((word) => this.erases(word, known));
  }

  /** Whether a person's data may be used for a purpose, at a position. */
  permits(party: Id, purpose: string, { sequence, horizon }: Position): boolean {
    const needsConsent = this.needsConsent(purpose, sequence);
    const said = this.said.get(party);
    if (said === undefined) return !needsConsent;
    let [isRestricted, objects, consents] = [false, false, false];
    for (const word of said) {
      if (word.sequence > sequence || (word.purpose !== undefined && word.purpose !== purpose)) continue;
      switch (word.type) {
        case 'ErasureRequested':
          if (this.erases(word, sequence)) return false;
          break;
        case 'ProcessingRestricted':
          isRestricted = true;
          break;
        case 'RestrictionLifted':
          isRestricted = false;
          break;
        case 'ProcessingObjected':
          [objects, consents] = [true, false];
          break;
        case 'ConsentGiven':
          [objects, consents] = [false, horizon <= word.until];
          break;
        case 'ConsentWithdrawn':
          consents = false;
          break;
      }
    }
    return !isRestricted && !objects && (consents || !needsConsent);
  }

  /** All who are withheld from a purpose at a position; undefined where everybody is who does not consent. */
  withheldFrom(purpose: string, at: Position): readonly Id[] | undefined {
    if (this.needsConsent(purpose, at.sequence)) return undefined;
    return [...this.said.keys()].filter((party) => !this.permits(party, purpose, at));
  }

  /** Whether a permission concerns everybody as to a purpose. */
  concernsAll({ type, data }: RecordedEvent, purpose: string): boolean {
    return type === 'PurposePublished' && (data as EventTypes['PurposePublished']).purpose === purpose;
  }

  /** Whom a permission concerns by name. */
  partiesOf({ type, data, parties }: RecordedEvent): readonly Id[] {
    const about =
      type === 'ErasureRefused' ? this.mirror.get((data as EventTypes['ErasureRefused']).request)?.parties : parties;
    return (about ?? []).map(({ id }) => id);
  }

  /** The events that permissions of some people concern, perhaps more than once. */
  *eventsOf(parties: Iterable<Id>): Generator<RecordedEvent> {
    for (const id of new Set(parties)) {
      yield* this.mirror.readDimension('party', id);
      // Those that name them as relationships may have other parties.
      yield* this.mirror.readDimension('relationship', id);
    }
  }

  /** Events of those whose consent runs out between two instants. */
  *subjectsOfTime(after: Instant, upTo: Instant): Generator<RecordedEvent> {
    const ends = this.ends.inOrder();
    const [first, last] = [after, upTo].map((horizon) => firstWhere(ends, ({ from }) => from > horizon));
    if (first! < last!) yield* this.eventsOf(ends.slice(first, last).map(({ party }) => party));
  }

  private needsConsent(purpose: string, known: number): boolean {
    return (this.bases.get(purpose) ?? none).findLast(({ sequence }) => sequence <= known)?.needsConsent ?? false;
  }

  private erases({ id, type, sequence }: Word, known: number): boolean {
    return type === 'ErasureRequested' && sequence <= known && (this.refused.get(id) ?? Infinity) > known;
  }
}

/** A consent that does not hold any more from an instant on. */
interface End {
  readonly from: Instant;
  readonly party: Id;
  readonly sequence: number;
}

/** Ends of consents: they come in the order of the ledger, and are asked for in that of time. */
class Ends {
  private readonly list: End[] = [];
  private isInOrder = true;

  add(end: End): void {
    this.isInOrder &&= end.from >= (this.list.at(-1)?.from ?? -Infinity);
    this.list.push(end);
  }

  inOrder(): readonly End[] {
    if (!this.isInOrder) this.list.sort((a, b) => a.from - b.from);
    this.isInOrder = true;
    return this.list;
  }
}

const none: readonly never[] = [];

function append<Value>(lists: Map<Id, Value[]>, id: Id, value: Value): void {
  const list = lists.get(id);
  if (list === undefined) lists.set(id, [value]);
  else list.push(value);
}
