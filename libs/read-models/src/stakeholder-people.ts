import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { actingPeople, standsForMany, type ActingSide } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';

/** People of whom more than their number is remembered: those longest untouched give way, whoever joined by name last. */
export const peopleMax = 400;
/** Roles of one person. */
export const rolesMax = 4;
/** Whoever had a two-way exchange within so many days is engaged (definitions.md §1.8). */
export const engagedDays = 90;

/** One of either side, under the id that they were recorded with; where facts name no person, an organisation or a team. */
export interface Person {
  readonly id: Id;
  readonly side: ActingSide;
  /** Named in a role that only a person has, or as whom a sealed text is about. */
  namedAsPerson: boolean;
  /** Whether they count as a person, as the relationship is known. */
  isPerson: boolean;
  /** As recorded, the latest last. */
  roles: string[];
  /** Said to be a stakeholder (StakeholderJoined), and no longer to be one. */
  joinedAt: Instant | null;
  leftAt: Instant | null;
  /** Touchpoints that name them, whoever did them. */
  touches: number;
  firstTouch: Instant | null;
  lastTouch: Instant | null;
  lastExchange: Instant | null;
  /** Of theirs: a two-way exchange within 90 days. */
  engaged: boolean;
}

/** All people of a relationship, and who is named where no person is: plain JSON of bounded size. */
export interface People {
  /** Whom events name, people or not; the latest touched last. */
  known: Person[];
  /** Who is only counted: once more each time that they were forgotten. */
  beyond: { theirs: number; ours: number; neverEngaged: number };
  /** Of theirs, of those who have not left: how many are known, engaged, and were never in an exchange. */
  theirs: { known: number; engaged: number; neverEngaged: number };
  /** Until then at least the engaged stay so: further exchanges, which move it, are not looked at before. */
  nextAt: Instant | null;
}

export function nobody(): People {
  return {
    known: [],
    beyond: { theirs: 0, ours: 0, neverEngaged: 0 },
    theirs: { known: 0, engaged: 0, neverEngaged: 0 },
    nextAt: null,
  };
}

const both: ReadonlySet<ActingSide> = new Set<ActingSide>(['theirs', 'ours']);

/**
 * Whom an event names, brought to the end of the list; those that stand for many only where it names no people of that
 * side beside them (`actingPeople`).
 */
export function peopleOf(people: People, event: Fact): Person[] {
  const ids = actingPeople(event, both);
  return (['theirs', 'ours'] as const).flatMap((side) =>
    ids[side].map((id) => named(moveToEnd(people, id, side), event)),
  );
}

/** Only persons are subjects of seals by name: what names an organisation alone is sealed for its case or import. */
function named(person: Person, { parties, sealed }: Fact): Person {
  if (!person.namedAsPerson)
    person.namedAsPerson =
      sealed?.subject === person.id || parties.some(({ id, role }) => id === person.id && !standsForMany(role));
  return person;
}

export function find(people: People, id: Id, side: ActingSide): Person | undefined {
  return people.known.findLast((person) => person.id === id && person.side === side);
}

/** @returns whether that is the first one, or in a role that they did not have: who is known, or as what, has changed */
export function addTouch(person: Person, event: Fact): boolean {
  let news = person.firstTouch === null || (person.namedAsPerson && !person.isPerson);
  person.touches++;
  person.firstTouch ??= event.occurredAt;
  person.lastTouch = event.occurredAt;
  for (const { id, role } of event.parties) if (id === person.id && addRole(person, role)) news = true;
  return news;
}

/** @returns whether they did not have it as the latest */
export function addRole(person: Person, role: string): boolean {
  if (person.roles.at(-1) === role) return false;
  person.roles = [...person.roles.filter((known) => !isRole(known, role)), role].slice(-rolesMax);
  return true;
}

export function hasRole({ roles }: Person, role: string): boolean {
  return roles.some((known) => isRole(known, role));
}

/** Without a role they leave altogether, as they do with the last one. */
export function leave(person: Person, role: string | undefined, at: Instant): void {
  if (role !== undefined) person.roles = person.roles.filter((known) => !isRole(known, role));
  if (role === undefined || person.roles.length === 0) person.leftAt = at;
}

/** @returns whether they were not engaged before: of those who were nothing else changes */
export function addExchangeOf(person: Person, at: Instant): boolean {
  person.lastExchange = at;
  return !person.engaged && person.isPerson && person.side === 'theirs';
}

/** What a relationship is: it decides who of those named is a person. */
export interface Relationship {
  readonly kind: 'b2b' | 'b2c' | null;
  /** The ids of the relationship itself (`learnItself`). */
  readonly itself: readonly Id[];
}

/**
 * A private customer is the relationship and a person; a firm is none. Whoever is named as the customer alone, in a
 * relationship of which nobody said what it is, may be either, and does not count before somebody says it.
 */
function isPerson({ id, side, namedAsPerson }: Person, { kind, itself }: Relationship): boolean {
  if (side === 'ours') return namedAsPerson;
  return kind === 'b2c' || (!itself.includes(id) && (namedAsPerson || kind === 'b2b'));
}

/**
 * Says anew who is a person, who is engaged, and when that changes next.
 * @returns who is no person, and whether anybody came to be a person or engaged, or ceased to be
 */
export function weighPeople(
  people: People,
  relationship: Relationship,
  at: Instant,
): { readonly many: readonly Id[]; readonly moved: boolean } {
  let moved = false;
  const theirs = { known: 0, engaged: 0, neverEngaged: 0 };
  const many: Id[] = [];
  let next = Infinity;
  for (const person of people.known) {
    const was = person.isPerson;
    person.isPerson = isPerson(person, relationship);
    if (person.isPerson !== was) moved = true;
    if (!person.isPerson) many.push(person.id);
    if (person.side === 'ours') continue;
    const until =
      person.lastExchange === null || !person.isPerson ? -Infinity : person.lastExchange + engagedDays * dayMs;
    const isEngaged = until > at;
    if (isEngaged !== person.engaged) moved = true;
    person.engaged = isEngaged;
    if (person.engaged && until < next) next = until;
    if (person.leftAt !== null || !person.isPerson) continue;
    theirs.known++;
    if (person.engaged) theirs.engaged++;
    if (person.lastExchange === null) theirs.neverEngaged++;
  }
  people.theirs = theirs;
  people.nextAt = next === Infinity ? null : next;
  return { many, moved };
}

/** Required roles that nobody fills who is engaged and has not left. */
export function rolesWithoutAnybody({ known }: People, required: readonly string[]): string[] {
  return required.filter(
    (role) => !known.some((person) => person.engaged && person.leftAt === null && hasRole(person, role)),
  );
}

function isRole(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

function moveToEnd(people: People, id: Id, side: ActingSide): Person {
  const { known } = people;
  const at = known.findLastIndex((person) => person.id === id && person.side === side);
  if (at >= 0) {
    const [person] = known.splice(at, 1);
    known.push(person!);
    return person!;
  }
  const person: Person = {
    id,
    side,
    namedAsPerson: false,
    isPerson: false,
    roles: [],
    joinedAt: null,
    leftAt: null,
    touches: 0,
    firstTouch: null,
    lastTouch: null,
    lastExchange: null,
    engaged: false,
  };
  known.push(person);
  if (known.length > peopleMax) forgetOne(people);
  return person;
}

function forgetOne({ known, beyond }: People): void {
  const unnamed = known.findIndex(({ joinedAt }) => joinedAt === null);
  const [gone] = known.splice(unnamed < 0 || unnamed === known.length - 1 ? 0 : unnamed, 1);
  if (!gone!.isPerson) return;
  beyond[gone!.side]++;
  if (gone!.side === 'theirs' && gone!.lastExchange === null) beyond.neverEngaged++;
}
