import type { RecordedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import { relationshipsOf } from '#domain/belonging.js';
import type { KeyDimension } from '../definition/definition.js';

/** Two parties are one, as long as nobody takes it back. */
export interface Link {
  readonly event: Statement;
  readonly parties: readonly [Id, Id];
}

/** A party is a member of an organisation, from then to then, both included. */
export interface Affiliation {
  readonly event: Statement;
  readonly member: Id;
  readonly organisation: Id;
  readonly from: Instant;
  readonly to: Instant;
}

/** An organisation that a party is with, and since which sequence that is known. */
export interface Way {
  readonly organisation: Id;
  readonly since: number;
}

/** What of the event decides whether it is seen. */
export type Statement = Pick<RecordedEvent, 'id' | 'type' | 'source' | 'sequence'>;

/** Whether a statement counts at k: it, or its import, may have been taken back. */
export type Counts = (event: Statement, k: number) => boolean;

/** All that was ever stated of whose events are. */
export interface Statements {
  readonly linksOf: ReadonlyMap<Id, readonly Link[]>;
  /** Link → what takes it back. */
  readonly revocations: ReadonlyMap<Id, readonly Statement[]>;
  /** By member, in the order of the ledger. */
  readonly affiliationsOf: ReadonlyMap<Id, readonly Affiliation[]>;
  /** Who was ever stated to be a member of an organisation. */
  readonly membersOf: ReadonlyMap<Id, ReadonlySet<Id>>;
  readonly counts: Counts;
  /** Where the ledger first speaks of a party, or of a relationship. */
  firstSequenceOf(party: Id): number;
}

const none: readonly never[] = [];

/** Whose events are, as it is known at one k. What was asked once is remembered. */
export class BelongingAt {
  private readonly components = new Map<Id, readonly Id[]>();
  private readonly affiliations = new Map<Id, readonly Affiliation[]>();

  constructor(
    private readonly all: Statements,
    private readonly k: number,
  ) {}

  /**
   * The values of a dimension that an event is given to, each once.
   * @param recorded those that the index finds it under
   */
  valuesOf(event: RecordedEvent, by: KeyDimension, recorded: readonly string[]): readonly string[] {
    if (by !== 'relationship' && by !== 'party') return recorded;
    const values =
      by === 'party' || this.all.affiliationsOf.size === 0
        ? recorded
        : relationshipsOf(event, (party, at) => this.organisationsOf(party, at));
    const [only] = values;
    if (only === undefined) return values;
    if (values.length === 1) return [this.canonical(only)];
    return [...new Set(values.map((value) => this.canonical(value)))];
  }

  /** The values that the index finds the events of a value under, and perhaps others. */
  sourcesOf(by: KeyDimension, value: string): readonly string[] {
    if (by !== 'relationship' && by !== 'party') return [value];
    const parties = this.component(value);
    if (by === 'party' || this.all.affiliationsOf.size === 0) return parties;
    const sources = new Set(parties);
    for (const organisation of parties)
      for (const member of this.all.membersOf.get(organisation) ?? none)
        for (const linked of this.component(member)) sources.add(linked);
    return [...sources];
  }

  /** Who a party is: of all that are linked with it the one that the ledger spoke of first. */
  canonical(party: Id): Id {
    return this.component(party)[0]!;
  }

  /** All parties that are one with a party, it included; the canonical one first. */
  component(party: Id): readonly Id[] {
    if (!this.all.linksOf.has(party)) return [party];
    let found = this.components.get(party);
    if (found === undefined) {
      found = this.reachedFrom(party);
      for (const member of found) this.components.set(member, found);
    }
    return found;
  }

  /** The links that hold between the parties that are one with a party, in the order of the ledger. */
  linksOf(party: Id): readonly Link[] {
    const links = this.component(party).flatMap((member) => this.all.linksOf.get(member) ?? []);
    return [...new Set(links)].filter((link) => this.holds(link)).sort((a, b) => a.event.sequence - b.event.sequence);
  }

  private reachedFrom(party: Id): readonly Id[] {
    const reached = new Set([party]);
    // A set gives what is added while it is gone through, too.
    for (const one of reached)
      for (const link of this.all.linksOf.get(one) ?? none)
        if (this.holds(link)) link.parties.forEach((id) => reached.add(id));
    if (reached.size === 1) return [party];
    const first = (id: Id): number => this.all.firstSequenceOf(id);
    return [...reached].sort((a, b) => first(a) - first(b) || (a < b ? -1 : 1));
  }

  private holds({ event }: Link): boolean {
    if (!this.isKnown(event)) return false;
    return !(this.all.revocations.get(event.id) ?? none).some((revocation) => this.isKnown(revocation));
  }

  /** The organisations that a party is with at an instant, as they are stated. */
  organisationsOf(party: Id, at: Instant): readonly Id[] {
    const found = this.affiliationsAt(party, at);
    return found.length === 0 ? none : found.map(({ organisation }) => organisation);
  }

  /** The memberships of a party at an instant, in the order in which they are stated. */
  affiliationsAt(party: Id, at: Instant): readonly Affiliation[] {
    const found = this.affiliationsOf(this.canonical(party));
    return found.length === 0 ? none : found.filter(({ from, to }) => from <= at && at <= to);
  }

  /** The same with since which sequence that is known, what was known first before: what a link adds comes behind it. */
  waysOf(party: Id, at: Instant): readonly Way[] {
    const stated = this.affiliationsOf(this.canonical(party)).filter(({ from, to }) => from <= at && at <= to);
    const ways = stated.map(({ event, member, organisation }) => ({
      organisation,
      since: Math.max(event.sequence, this.linkedSince(party, member)),
    }));
    // What came by one link stays in the order in which it was stated.
    return ways.sort((a, b) => a.since - b.since);
  }

  /** The sequence of the link since which two parties are one by the links that hold; 0 for a party and itself, Infinity for two. */
  linkedSince(one: Id, other: Id): number {
    const group = new Map<Id, Id>();
    const groupOf = (id: Id): Id => group.get(id) ?? id;
    if (one === other) return 0;
    for (const { event, parties } of this.linksOf(one)) {
      const [from, to] = parties.map(groupOf) as [Id, Id];
      for (const id of this.component(one)) if (groupOf(id) === from) group.set(id, to);
      if (groupOf(one) === groupOf(other)) return event.sequence;
    }
    return Infinity;
  }

  /** What is stated of a party and those that are one with it, in the order of the ledger; what was stated anew once. */
  private affiliationsOf(canonical: Id): readonly Affiliation[] {
    const persons = this.component(canonical);
    if (persons.length === 1 && !this.all.affiliationsOf.has(canonical)) return none;
    let found = this.affiliations.get(canonical);
    if (found === undefined) {
      const last = new Map<string, Affiliation>();
      for (const member of persons)
        for (const stated of this.all.affiliationsOf.get(member) ?? none)
          if (this.isKnown(stated.event)) last.set(`${member} ${stated.organisation} ${stated.from}`, stated);
      found = [...last.values()].sort((a, b) => a.event.sequence - b.event.sequence);
      this.affiliations.set(canonical, found);
    }
    return found;
  }

  private isKnown(event: Statement): boolean {
    return event.sequence <= this.k && this.all.counts(event, this.k);
  }
}
