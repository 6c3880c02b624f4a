import type { RecordedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import { relationshipsOf } from '#domain/belonging.js';
import type { Affiliation, Belonging, Link } from './belonging.js';
import type { KeyDimension } from './definition.js';

const none: readonly never[] = [];

/** Whose events are, as it is known at one k. What was asked once is remembered. */
export class BelongingAt {
  private readonly components = new Map<Id, readonly Id[]>();
  private readonly affiliations = new Map<Id, readonly Affiliation[]>();

  constructor(
    private readonly all: Belonging,
    private readonly k: number,
  ) {}

  /**
   * The values of a dimension that an event is given to, each once.
   * @param recorded those that the index finds it under
   */
  valuesOf(event: RecordedEvent, by: KeyDimension, recorded: readonly string[]): readonly string[] {
    if (by !== 'relationship' && by !== 'party') return recorded;
    const values = by === 'party' || !this.all.hasAffiliations ? recorded : relationshipsOf(event, this.organisations);
    const [only] = values;
    if (only === undefined) return values;
    if (values.length === 1) return [this.canonical(only)];
    return [...new Set(values.map((value) => this.canonical(value)))];
  }

  /** The values that the index finds the events of a value under, and perhaps others. */
  sourcesOf(by: KeyDimension, value: string): readonly string[] {
    if (by !== 'relationship' && by !== 'party') return [value];
    const parties = this.component(value);
    if (by === 'party' || !this.all.hasAffiliations) return parties;
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
  private readonly organisations = (party: Id, at: Instant): readonly Id[] => {
    const found = this.affiliationsOf(this.canonical(party));
    return found.length === 0
      ? none
      : found.filter(({ from, to }) => from <= at && at <= to).map(({ organisation }) => organisation);
  };

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

  private isKnown(event: Affiliation['event']): boolean {
    return event.sequence <= this.k && this.all.counts(event, this.k);
  }
}
