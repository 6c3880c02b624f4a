import type { EventRecord, PartyRef } from '#core/record.js';
import { dayOf, type Id } from '#core/time.js';
import type { ContactAct, ContactSide } from '#measures/contact/contact-state.js';
import { definitionOf } from './vocabulary.js';

/** The two sides of a relationship. */
export type ActingSide = ContactSide;

const nobody: ReadonlySet<ActingSide> = new Set();
const theirs: ReadonlySet<ActingSide> = new Set<ActingSide>(['theirs']);
const ours: ReadonlySet<ActingSide> = new Set<ActingSide>(['ours']);
const both: ReadonlySet<ActingSide> = new Set<ActingSide>(['theirs', 'ours']);

/** What must be known of an event to say whose act it is: a record or a fact. */
export type Act = Pick<EventRecord, 'type' | 'actor' | 'parties' | 'data'> & { readonly onBehalfOf?: string };

/**
 * Whose act an event is, as contact-days count it (definitions.md §1.1). Ours counts only when it is not automated, not
 * bulk and not done by the system itself; a bounce is nobody's.
 */
export function actSides(event: Act): ReadonlySet<ActingSide> {
  const rule = definitionOf(event.type)?.acts ?? 'nobody';
  if (rule === 'nobody') return nobody;
  const data = event.data as { direction?: string; automated?: boolean; bulk?: boolean; bounce?: boolean };
  switch (rule) {
    case 'theirs':
      return data.bounce === true ? nobody : theirs;
    case 'by-opener':
      return openedByCustomer(event) ? theirs : nobody;
    case 'by-direction':
      return data.direction === 'inbound' ? theirs : oursIfHuman(event, ours, nobody);
    case 'both':
      return oursIfHuman(event, both, theirs);
    case 'ours':
      return oursIfHuman(event, ours, nobody);
  }
}

/** Whether events of a type can be acts at all. */
export function mayAct(type: string): boolean {
  return (definitionOf(type)?.acts ?? 'nobody') !== 'nobody';
}

/**
 * Who of each acting side acted: the actor, or else whom it was done for, where that is a party of the side; else, as for
 * a meeting, all its parties. Those that stand for many (a customer that is an organisation, a team) are left out when
 * people are named beside them.
 * @param sides as `actSides` says
 */
export function actingPeople(event: Act, sides: ReadonlySet<ActingSide>): Record<ActingSide, readonly Id[]> {
  const ofSide = (side: ActingSide): readonly Id[] => {
    if (!sides.has(side)) return [];
    const name = side === 'theirs' ? 'customer' : 'ours';
    if (sides.size === 1) {
      if (isParty(event, event.actor, name)) return [event.actor];
      if (event.onBehalfOf !== undefined && isParty(event, event.onBehalfOf, name)) return [event.onBehalfOf];
    }
    return distinctIds(event.parties, name);
  };
  return { theirs: ofSide('theirs'), ours: ofSide('ours') };
}

const rolesOfMany: ReadonlySet<string> = new Set(['customer', 'organisation', 'part', 'whole', 'team']);

/** Whether a role is one in which many stand behind a party: an organisation, a team. A private customer may have it too. */
export function standsForMany(role: string): boolean {
  return rolesOfMany.has(role);
}

/** Loops and no closures, because it is asked of every event. */
function distinctIds(parties: readonly PartyRef[], of: PartyRef['side']): readonly Id[] {
  const [people, many]: [Id[], Id[]] = [[], []];
  for (const { id, role, side } of parties) {
    if (side !== of) continue;
    const ids = rolesOfMany.has(role) ? many : people;
    if (!ids.includes(id)) ids.push(id);
  }
  return people.length > 0 ? people : many;
}

function isParty({ parties }: Act, id: string, of: PartyRef['side']): boolean {
  for (const party of parties) if (party.id === id && party.side === of) return true;
  return false;
}

/** In what an act can be answered: the thread, matter and case that the event names, each once. No sets: as above. */
export function conversationsOf(event: Pick<EventRecord, 'thread' | 'matter' | 'process'>): readonly Id[] {
  const { thread, matter, process } = event;
  const ids: Id[] = thread === undefined ? [] : [thread];
  if (matter !== undefined && matter !== thread) ids.push(matter);
  const found = process?.case;
  if (found !== undefined && !ids.includes(found)) ids.push(found);
  return ids;
}

/**
 * An event as the measures of contact take it; undefined when it is nobody's act.
 * @throws LedgerError `invalid` for an unknown zone
 */
export function contactActOf(
  event: Act & Pick<EventRecord, 'occurredAt' | 'thread' | 'matter' | 'process'>,
  zone: string,
): ContactAct | undefined {
  const sides = actSides(event);
  if (sides.size === 0) return undefined;
  const at = event.occurredAt;
  return {
    at,
    day: dayOf(at, zone),
    sides,
    conversations: conversationsOf(event),
    people: actingPeople(event, sides),
  };
}

function oursIfHuman(
  event: Act,
  human: ReadonlySet<ActingSide>,
  machine: ReadonlySet<ActingSide>,
): ReadonlySet<ActingSide> {
  const data = event.data as { automated?: boolean; bulk?: boolean };
  const byMachine = data.automated === true || data.bulk === true || event.actor.startsWith('system:');
  return byMachine ? machine : human;
}

/** Without a source that says it, a case is the customer's when somebody of their side did it, or it was done for them. */
function openedByCustomer(event: Act): boolean {
  const { openedBy } = event.data as { openedBy?: string };
  if (openedBy !== undefined) return openedBy === 'customer';
  return isCustomers(event);
}

/** Whether somebody of their side did it, or it was done for them. */
export function isCustomers(event: Pick<Act, 'actor' | 'onBehalfOf' | 'parties'>): boolean {
  return event.parties.some(
    (party) => party.side === 'customer' && (party.id === event.actor || party.id === event.onBehalfOf),
  );
}
