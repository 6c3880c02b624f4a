import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import { BelongingAt } from './belonging-at.js';
import type { Affiliation, Counts, Link, Statement, Statements } from './belonging-at.js';
import type { KeyDimension } from '../definition/definition.js';
import { firstWhere } from './sorted-search.js';
import { TiedParties } from './tied-parties.js';

const types = ['PartiesLinked', 'PartiesUnlinked', 'PartyAffiliated'] as const;
export const belongingTypes: ReadonlySet<string> = new Set(types);

/** So many moments are remembered: slots may all stand apart, and questions about the past ask for theirs. */
const remembered = 128;

/**
 * Whose events are (engine.md §2 "Belonging", §8), at any k: links between parties and affiliations with organisations,
 * each with its history. The index knows nothing of it: it finds events under the ids that they were recorded with.
 *
 * An affiliation that states the same member, organisation and beginning as an earlier one takes its place.
 */
export class Belonging implements Statements {
  readonly links = new Map<Id, Link>();
  readonly linksOf = new Map<Id, Link[]>();
  readonly revocations = new Map<Id, Statement[]>();
  readonly affiliationsOf = new Map<Id, Affiliation[]>();
  readonly membersOf = new Map<Id, Set<Id>>();
  /** Sequences at which something of it may have changed, ascending. */
  private readonly changes: number[] = [];
  private readonly moments = new Map<number, BelongingAt>();
  /** The moment that was asked for last: a fold asks for it again with every event. */
  private asked: { readonly count: number; readonly moment: BelongingAt } | undefined;
  private readonly firstSeen = new Map<Id, number>();
  private readonly ties = new TiedParties();
  private lastOfMembers = 0;

  constructor(
    private readonly mirror: Pick<Mirror, 'readDimension'>,
    readonly counts: Counts,
  ) {}

  /** Takes in a recorded event, in the order of the ledger. */
  take(event: RecordedEvent): void {
    const { type, id, parties, data, sequence } = event;
    if (!belongingTypes.has(type)) return;
    if (type === 'PartiesUnlinked') append(this.revocations, (data as EventTypes['PartiesUnlinked']).link, event);
    else if (type === 'PartiesLinked') {
      const [one, other] = parties;
      if (one === undefined || other === undefined) return;
      const link: Link = { event: statementOf(event), parties: [one.id, other.id] };
      this.links.set(id, link);
      for (const party of new Set(link.parties)) append(this.linksOf, party, link);
    } else {
      const member = parties.find(({ role }) => role === 'member')?.id;
      const organisation = parties.find(({ role }) => role === 'organisation')?.id;
      if (member === undefined || organisation === undefined) return;
      const { from = -Infinity, to = Infinity } = data as EventTypes['PartyAffiliated'];
      append(this.affiliationsOf, member, { event: statementOf(event), member, organisation, from, to });
      const members = this.membersOf.get(organisation);
      if (members === undefined) this.membersOf.set(organisation, new Set([member]));
      else members.add(member);
    }
    this.changes.push(sequence);
    const isMembership = type === 'PartyAffiliated';
    const about = isMembership ? parties.map((party) => party.id) : this.ends(event);
    if (this.ties.take(about, sequence, isMembership).hasMembers) this.lastOfMembers = sequence;
  }

  /** Something was hidden or shown that may be a statement. */
  amended(sequence: number): void {
    if (this.changes.length > 0) this.changes.push(sequence);
  }

  /** Whether anything was ever stated of a party: only then may others' events be its own, or its own be others'. */
  concerns(party: Id): boolean {
    return this.linksOf.has(party) || this.affiliationsOf.has(party) || this.membersOf.has(party);
  }

  /**
   * The sequence of the last statement that may have given events to a value of a dimension, or taken them away; 0 when
   * there is none. Where others are members of organisations, events in which they are besides may come and go.
   */
  lastStatementOf(by: KeyDimension, value: string): number {
    if (by !== 'relationship' && by !== 'party') return 0;
    return Math.max(this.ties.lastOf(value), by === 'relationship' ? this.lastOfMembers : 0);
  }

  /** How many changes are known at a sequence: between two with as many nothing differs. */
  changesBy(k: number): number {
    return firstWhere(this.changes, (change) => change > k);
  }

  /** As it is known at a sequence; undefined when everything is of those whom it names. */
  at(k: number): BelongingAt | undefined {
    const count = this.changesBy(k);
    if (count === 0) return undefined;
    if (count === this.asked?.count) return this.asked.moment;
    // All that changes by k has changed by then.
    const found = this.moments.get(count) ?? new BelongingAt(this, this.changes[count - 1]!);
    // The one that is asked for is the last to go.
    this.moments.delete(count);
    this.moments.set(count, found);
    if (this.moments.size > remembered) this.moments.delete(this.moments.keys().next().value!);
    this.asked = { count, moment: found };
    return found;
  }

  /**
   * Adds the values of a dimension under which the index finds the events whose keys a statement may change.
   * @param sequences what is known at them is compared
   */
  addSubjects(subjects: Set<Id>, statement: RecordedEvent, by: KeyDimension, sequences: Iterable<number>): void {
    if (by !== 'relationship' && by !== 'party') return;
    const moments = [...sequences].flatMap((k) => this.at(k) ?? []);
    const parties = new Set<Id>();
    const addAll = (party: Id): void => {
      parties.add(party);
      for (const moment of moments) for (const member of moment.component(party)) parties.add(member);
    };
    this.ends(statement).forEach(addAll);
    // Their members' events belong to the organisations, whatever these are called.
    if (by === 'relationship' && statement.type !== 'PartyAffiliated')
      for (const organisation of Array.from(parties)) this.membersOf.get(organisation)?.forEach(addAll);
    for (const party of parties) subjects.add(party);
  }

  firstSequenceOf(party: Id): number {
    let first = this.firstSeen.get(party);
    if (first === undefined) {
      first = Infinity;
      // Who is named as a relationship may be in no event.
      for (const dimension of ['party', 'relationship'] as const)
        for (const { sequence } of this.mirror.readDimension(dimension, party)) first = Math.min(first, sequence);
      this.firstSeen.set(party, first);
    }
    return first;
  }

  private ends({ type, parties, data }: RecordedEvent): readonly Id[] {
    if (type === 'PartiesUnlinked') return this.links.get((data as EventTypes['PartiesUnlinked']).link)?.parties ?? [];
    if (type === 'PartiesLinked') return parties.slice(0, 2).map(({ id }) => id);
    return parties.filter(({ role }) => role === 'member').map(({ id }) => id);
  }
}

function statementOf({ id, type, source, sequence }: RecordedEvent): Statement {
  return { id, type, source, sequence };
}

function append<Value>(lists: Map<Id, Value[]>, id: Id, value: Value): void {
  const list = lists.get(id);
  if (list === undefined) lists.set(id, [value]);
  else list.push(value);
}
