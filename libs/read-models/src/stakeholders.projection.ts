import type { Id, Instant } from '#core/time.js';
import { contactActOf, mayAct } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, familyOf, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import type { EventType } from '#domain/vocabulary.js';
import { countDay } from '#measures/calendar/contact-days.js';
import { exchangeDaysMin } from '#measures/contact/breadth.js';
import { keepSmall } from '#measures/contact/contact-bounds.js';
import { addAct, type ContactSide } from '#measures/contact/contact-state.js';
import { begunBy, defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context, Signal } from '#projections/definition/definition.js';
import { handlingSome } from './handling.js';
import { localDayOf } from './local-days.js';
import { learnItself } from './relationship-itself.js';
import { addToBreadth } from './stakeholder-breadth.js';
import { addExchangeOf, addRole, addTouch, find, hasRole, leave, peopleOf, type Person } from './stakeholder-people.js';
import { noStakeholders, totalsOf, weighAll, weighAtTime } from './stakeholders-document.js';
import type { StakeholdersDocument } from './stakeholders-document.js';

/**
 * Who is on both sides of a relationship, and how much of it hangs on one of them.
 *
 * - **People** are the parties of touchpoints, and who is said to join, but for parties that stand for many: those beside
 *   people (`actingPeople`), teams, and the firm itself where it is named alone. The firm is whom an event names as its
 *   relationship, or RelationshipClassified as b2b; a private customer (b2c) is the relationship and a person. The customer
 *   that is named alone before anybody says what it is counts as nobody, and the days of all these as days of exchange. A *touch* is a touchpoint that names
 *   them, but for steps in the work on a matter, which is no contact; a *two-way exchange* is that of `contact-state.ts`
 *   (definitions.md §1.1). *Engaged*: an exchange within 90 days (§1.8). *Never engaged*: none ever. Ids and roles are as
 *   recorded. Who left (StakeholderLeft) is no known stakeholder any more, and not counted for breadth until the next
 *   exchange. Of very many people the 400 latest are remembered, and whoever joined by name before others; the rest is counted.
 * - **Breadth** (§1.7) is the number of different people of theirs in exchanges in 180 days, by days of the zone; unknown for
 *   b2c. *Knowledge risk*: one of ours has more than 80 % of the exchange-days, told from 4 of them on.
 * - **Required roles** are those of the last RelationshipClassified; *missing* while nobody engaged has them, whatever the case
 *   of the letters.
 * - **Owners**, since when, from OwnerChanged: the latest 20.
 *
 * Signals, for b2b only (that it takes 4 days is a proposal of ours, and so is what ends `champion-lost`): `single-threaded`:
 * breadth is 1, once there were exchanges on 4 days ever, because every relationship begins with one; `knowledge-risk`;
 * `champion-lost`: ChampionLost, or the last champion left, until somebody joins as champion. The first two begin with
 * the exchange that was the last one then. People of ours are named in no signal.
 *
 * Cells: `relationships, kind, tier`: how many, and of how many each of the signals and `rolesMissing` is true; `people, kind,
 * tier` and `people, kind, tier, role`: people of theirs who are known, engaged and never engaged, a person with two roles in
 * both, and without a role those `beyond` who are only counted; `required, tier, role`: relationships that want the role, and
 * how many of them have somebody engaged for it.
 */
export const stakeholders = defineProjection({
  name: 'stakeholders',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC' },
  initial: noStakeholders,
  on: {
    ...handlingSome(addTouchpoint, isTouch, TouchpointEvents),
    ...ignoring(RelationshipEvents, AdministrativeEvents),
    RelationshipClassified: (doc, event, ctx) => {
      const { kind, segment = null, tier = null, requiredRoles = [] } = event.data;
      const itself = learnItself(doc.itself, event);
      Object.assign(doc, { kind, segment, tier, itself, requiredRoles: [...requiredRoles] });
      weigh(doc, event.occurredAt, ctx);
    },
    StakeholderJoined: (doc, event, ctx) => {
      for (const person of subjectsOf(doc, event)) {
        person.joinedAt = event.occurredAt;
        person.leftAt = null;
        const party = event.parties.find(({ id }) => id === person.id)!;
        addRole(person, event.data.role ?? party.role);
        if (person.side === 'theirs' && hasRole(person, champion)) doc.championLost = null;
      }
      weigh(doc, event.occurredAt, ctx);
    },
    StakeholderLeft: (doc, event, ctx) => {
      for (const person of subjectsOf(doc, event)) {
        const spoke = person.side === 'theirs' && person.leftAt === null && hasRole(person, champion);
        leave(person, event.data.role, event.occurredAt);
        if (person.leftAt !== null) doc.breadth.theirs = doc.breadth.theirs.filter(({ id }) => id !== person.id);
        if (spoke && !hasChampion(doc)) doc.championLost ??= begunBy(event);
      }
      weigh(doc, event.occurredAt, ctx);
    },
    ChampionLost: (doc, event, ctx) => {
      for (const person of subjectsOf(doc, event)) person.roles = person.roles.filter((role) => !isChampion(role));
      doc.championLost ??= begunBy(event);
      weigh(doc, event.occurredAt, ctx);
    },
    OwnerChanged: (doc, event) => {
      const idOf = (role: string): Id | null => event.parties.find((party) => party.role === role)?.id ?? null;
      doc.ownerChanges++;
      const change = { owner: idOf('owner'), former: idOf('former-owner'), since: event.occurredAt, event: event.id };
      doc.owners = [...doc.owners, change].slice(-ownersMax);
    },
  },
  deadline: ({ people, weighed }) => Math.min(people.nextAt ?? Infinity, weighed?.nextAt ?? Infinity),
  onDeadline: (doc, at, { parameters }) => weighAtTime(doc, at, parameters.zone),
  index: (doc) => ({
    kind: doc.kind,
    tier: doc.tier,
    people: doc.people.theirs.known,
    engaged: doc.people.theirs.engaged,
    neverEngaged: doc.people.theirs.neverEngaged,
    breadth: doc.weighed?.people ?? null,
    singleThreaded: doc.singleThreaded !== null,
    knowledgeRisk: doc.knowledgeRisk !== null,
    championLost: doc.kind === 'b2b' && doc.championLost !== null,
    missingRoles: doc.missingRoles.length,
    owner: doc.owners.at(-1)?.owner ?? null,
    ownerSince: doc.owners.at(-1)?.since ?? null,
  }),
  rollup: totalsOf,
  signals: (doc): Signal[] => {
    if (doc.kind !== 'b2b') return [];
    const { singleThreaded, knowledgeRisk, championLost, weighed } = doc;
    const percent = Math.round(100 * (weighed?.knowledge?.share ?? 0));
    return [
      ...(singleThreaded === null
        ? []
        : [{ kind: 'single-threaded', severity: 'warning', ...singleThreaded } as const]),
      ...(knowledgeRisk === null
        ? []
        : [{ kind: 'knowledge-risk', severity: 'notice', ...knowledgeRisk, percent } as const]),
      ...(championLost === null ? [] : [{ kind: 'champion-lost', severity: 'warning', ...championLost } as const]),
    ];
  },
});

const champion = 'champion';
const isChampion = (role: string): boolean => role.toLowerCase() === champion;
const ownersMax = 20;

type Zoned = Context<{ zone: string }>;

/** The steps in which a matter is worked on name people too, and are no touch of theirs: they are most of many ledgers. */
function isTouch(type: EventType): boolean {
  return mayAct(type) || familyOf(type) !== 'matter';
}

function weigh(doc: StakeholdersDocument, at: Instant, { parameters }: Zoned): void {
  weighAll(doc, at, parameters.zone);
}

/** Who an event about stakeholders is about: somebody of theirs, where it names some beside ours who only say so. */
function subjectsOf(doc: StakeholdersDocument, event: Fact): Person[] {
  learnt(doc, event);
  const people = peopleOf(doc.people, event);
  const theirs = people.filter(({ side }) => side === 'theirs');
  return theirs.length > 0 ? theirs : people;
}

function hasChampion({ people }: StakeholdersDocument): boolean {
  return people.known.some((one) => one.side === 'theirs' && one.leftAt === null && hasRole(one, champion));
}

function addTouchpoint(doc: StakeholdersDocument, event: Fact, ctx: Zoned): void {
  const [at, { zone }] = [event.occurredAt, ctx.parameters];
  let news = learnt(doc, event);
  for (const person of peopleOf(doc.people, event)) if (addTouch(person, event)) news = true;
  const act = contactActOf(event, zone);
  const step = act === undefined ? undefined : addAct(doc.contact, act);
  if (act === undefined || step?.exchange !== true) {
    // Somebody, or a role, may be new, or known for the firm.
    if (news) weighAll(doc, at, zone);
    if (act !== undefined) keepSmall(doc.contact, doc.breadth);
    return;
  }
  const days = doc.exchangeDays.count;
  const named = news;
  doc.lastExchange = begunBy(event);
  countDay(doc.exchangeDays, act.day);
  if (addToBreadth(doc.breadth, localDayOf(at, zone), step.between)) news = true;
  keepSmall(doc.contact, doc.breadth);
  for (const side of ['theirs', 'ours'] as const) {
    if (rememberExchange(doc, side, step.between[side], at)) news = true;
  }
  const isSingleNow = doc.exchangeDays.count > days && doc.exchangeDays.count === exchangeDaysMin;
  if (named) weighAll(doc, at, zone);
  else if (news || isSingleNow) weighAtTime(doc, at, zone);
}

/** @returns whether it names the relationship itself by an id that was not known for it */
function learnt(doc: StakeholdersDocument, event: Fact): boolean {
  const itself = learnItself(doc.itself, event);
  if (itself === doc.itself) return false;
  doc.itself = itself;
  return true;
}

function rememberExchange(doc: StakeholdersDocument, side: ContactSide, ids: readonly Id[], at: Instant): boolean {
  let news = false;
  for (const id of ids) {
    const person = find(doc.people, id, side);
    if (person !== undefined && addExchangeOf(person, at)) news = true;
  }
  return news;
}
