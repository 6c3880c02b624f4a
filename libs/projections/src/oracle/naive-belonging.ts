import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';

/**
 * Whose an event is (engine.md §2 "Belonging", §8), in the plainest way: every question is answered from all events anew.
 * Shares no code with the engine.
 */
export class NaiveBelonging {
  private readonly visible: readonly RecordedEvent[];

  /** @param events all that is known */
  constructor(
    private readonly events: readonly RecordedEvent[],
    isVisible: (event: RecordedEvent) => boolean,
  ) {
    this.visible = events.toSorted((a, b) => a.sequence - b.sequence).filter(isVisible);
  }

  relationshipsOf(event: RecordedEvent): readonly Id[] {
    if (event.relationships.length > 0) return this.distinct(event.relationships);
    const customers = event.parties.filter(({ side }) => side === 'customer').map(({ id }) => id);
    const organisations = customers.flatMap((id) => this.organisationsOf(id, event.occurredAt));
    return this.distinct(organisations.length > 0 ? organisations : customers);
  }

  partiesOf(event: RecordedEvent): readonly Id[] {
    return this.distinct(event.parties.map(({ id }) => id));
  }

  /** How an event came to one of its relationships or parties, for signals: what is said with ids as recorded. */
  wayTo(event: RecordedEvent, by: string, value: string): { party?: Id; organisation?: Id } {
    const leads = (id: Id): boolean => this.canonical(id) === value;
    const customers = event.parties.filter(({ side }) => side === 'customer').map(({ id }) => id);
    if (by === 'party') return { party: event.parties.map(({ id }) => id).find(leads)! };
    if (by !== 'relationship') return {};
    if (event.relationships.length > 0) return { organisation: event.relationships.find(leads)! };
    const pairs = customers.flatMap((party) =>
      this.visible
        .filter(({ type }) => type === 'PartyAffiliated' || type === 'PartiesLinked')
        .map(({ sequence }) => sequence)
        .flatMap((since) =>
          this.organisationsOf(party, event.occurredAt, since).map((organisation) => ({ since, organisation })),
        )
        .filter(({ organisation }, i, known) => known.findIndex((one) => one.organisation === organisation) === i)
        .map((one, place) => ({ ...one, party, place })),
    );
    if (pairs.length === 0) return { party: customers.find(leads)! };
    const fitting = pairs.filter(({ organisation }) => leads(organisation)).toSorted((a, b) => a.since - b.since);
    const whole = fitting.find(({ place }) => place === 0);
    if (whole !== undefined) return { party: whole.party };
    const { party, organisation } = fitting[0]!;
    return { party, organisation };
  }

  private distinct(ids: readonly Id[]): readonly Id[] {
    return [...new Set(ids.map((id) => this.canonical(id)))];
  }

  /** @param by only what of it was said up to this sequence */
  private organisationsOf(party: Id, at: number, by = Infinity): readonly Id[] {
    const persons = this.component(party, by);
    const statements = this.visible.flatMap((event) => {
      const member = event.parties.find(({ role }) => role === 'member')?.id;
      const organisation = event.parties.find(({ role }) => role === 'organisation')?.id;
      if (event.type !== 'PartyAffiliated' || member === undefined || organisation === undefined) return [];
      const { from = -Infinity, to = Infinity } = event.data as { from?: number; to?: number };
      return [{ member, organisation, from, to, sequence: event.sequence }];
    });
    return statements
      .filter(
        (one, i) =>
          !statements
            .slice(i + 1)
            .some((later) =>
              ['member', 'organisation', 'from'].every((name) => later[name as 'from'] === one[name as 'from']),
            ),
      )
      .filter(({ member, from, to }) => persons.includes(member) && from <= at && at <= to)
      .filter(({ sequence }) => sequence <= by)
      .map(({ organisation }) => organisation);
  }

  /** The member that the ledger saw first, as a party or as a relationship that an event names. */
  private canonical(party: Id): Id {
    const seen = (id: Id): number =>
      Math.min(
        ...this.events
          .filter(({ parties, relationships }) => relationships.includes(id) || parties.some((one) => one.id === id))
          .map(({ sequence }) => sequence),
      );
    return this.component(party).toSorted((a, b) => (a === b ? 0 : seen(a) - seen(b) || (a < b ? -1 : 1)))[0]!;
  }

  private component(party: Id, by = Infinity): readonly Id[] {
    const revoked = this.visible.flatMap(({ type, data }) =>
      type === 'PartiesUnlinked' ? [(data as { link: Id }).link] : [],
    );
    const links = this.visible.filter(
      ({ type, id, sequence }) => type === 'PartiesLinked' && !revoked.includes(id) && sequence <= by,
    );
    let members = [party];
    for (;;) {
      const more = links
        .map(({ parties }) => parties.slice(0, 2).map(({ id }) => id))
        .filter((two) => two.length === 2 && two.some((id) => members.includes(id)))
        .flat();
      const grown = [...new Set([...members, ...more])];
      if (grown.length === members.length) return members;
      members = grown;
    }
  }
}
