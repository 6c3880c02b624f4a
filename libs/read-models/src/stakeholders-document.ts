import type { Id, Instant } from '#core/time.js';
import { noContactDays, type ContactDays } from '#measures/calendar/contact-days.js';
import { exchangeDaysMin, noBreadth, type BreadthState } from '#measures/contact/breadth.js';
import { noContact, type ContactState } from '#measures/contact/contact-state.js';
import type { Contribution, SignalOnset } from '#projections/definition/definition.js';
import { unchanging } from '#projections/definition/unchanging.js';
import { localDayOf } from './local-days.js';
import { weighBreadth, type Weighed } from './stakeholder-breadth.js';
import { nobody, rolesWithoutAnybody, weighPeople, type People } from './stakeholder-people.js';

/** What is kept of the people of a relationship: plain JSON of bounded size. */
export interface StakeholdersDocument {
  kind: 'b2b' | 'b2c' | null;
  segment: string | null;
  tier: string | null;
  /** The ids of the relationship itself (`learnItself`): a firm among them is no person. */
  itself: readonly Id[];
  requiredRoles: string[];
  /** Those of them that nobody engaged has. */
  missingRoles: string[];
  people: People;
  contact: ContactState;
  exchangeDays: ContactDays;
  lastExchange: SignalOnset | null;
  breadth: BreadthState;
  /** Null for b2c. */
  weighed: Weighed | null;
  singleThreaded: SignalOnset | null;
  knowledgeRisk: SignalOnset | null;
  championLost: SignalOnset | null;
  ownerChanges: number;
  /** The latest last. */
  owners: Ownership[];
}

/** Who of ours owns the relationship from then on; null where the change does not say. */
export interface Ownership {
  readonly owner: Id | null;
  readonly former: Id | null;
  readonly since: Instant;
  readonly event: Id;
}

export function noStakeholders(): StakeholdersDocument {
  return {
    kind: null,
    segment: null,
    tier: null,
    itself: [],
    requiredRoles: [],
    missingRoles: [],
    people: nobody(),
    contact: noContact(),
    exchangeDays: noContactDays(),
    lastExchange: null,
    breadth: noBreadth(),
    weighed: null,
    singleThreaded: null,
    knowledgeRisk: null,
    championLost: null,
    ownerChanges: 0,
    owners: [],
  };
}

/** Says anew all that follows from people, exchanges and the day, whatever of it has changed. */
export function weighAll(doc: StakeholdersDocument, at: Instant, zone: string): void {
  weigh(doc, at, zone);
}

/**
 * The same where nothing has changed but the time, and when somebody was in an exchange last: who is known, and as what,
 * has not. Mostly that moves nobody, and then the totals are what they were.
 */
export function weighAtTime(doc: StakeholdersDocument, at: Instant, zone: string): void {
  const { theirs } = doc.people;
  const [single, risk] = [doc.singleThreaded === null, doc.knowledgeRisk === null];
  const moved = weigh(doc, at, zone);
  const signalsMoved = single !== (doc.singleThreaded === null) || risk !== (doc.knowledgeRisk === null);
  // They are found by these sums.
  if (!moved && !signalsMoved) doc.people.theirs = theirs;
}

/** @returns whether it moved anybody */
function weigh(doc: StakeholdersDocument, at: Instant, zone: string): boolean {
  const { many, moved } = weighPeople(doc.people, doc, at);
  doc.missingRoles = rolesWithoutAnybody(doc.people, doc.requiredRoles);
  const isB2b = doc.kind === 'b2b';
  doc.weighed = doc.kind === 'b2c' ? null : weighBreadth(doc.breadth, localDayOf(at, zone), zone, many, isB2b);
  const single = isB2b && doc.weighed?.people === 1 && doc.exchangeDays.count >= exchangeDaysMin;
  doc.singleThreaded = single ? (doc.singleThreaded ?? copied(doc.lastExchange)) : null;
  const risk = doc.weighed?.knowledge?.risk === true;
  doc.knowledgeRisk = risk ? (doc.knowledgeRisk ?? copied(doc.lastExchange)) : null;
  return moved;
}

/** A document holds no object in two places. */
function copied(onset: SignalOnset | null): SignalOnset | null {
  return onset === null ? null : { ...onset };
}

const kindOf = ({ kind }: StakeholdersDocument): string => kind ?? 'unclassified';
const tierOf = ({ tier }: StakeholdersDocument): string => tier ?? 'none';

/** By the sums that weighing made last: whatever totals are made of comes to be otherwise only where it is weighed anew. */
const totalsMade = new WeakMap<object, readonly Contribution[]>();

export function totalsOf(doc: StakeholdersDocument): readonly Contribution[] {
  const weighed = doc.people.theirs;
  let totals = totalsMade.get(weighed);
  if (totals === undefined) {
    totals = unchanging([relationshipTotal(doc), ...peopleTotals(doc), ...requiredTotals(doc)]);
    totalsMade.set(weighed, totals);
  }
  return totals;
}

function relationshipTotal(doc: StakeholdersDocument): Contribution {
  return {
    at: ['relationships', kindOf(doc), tierOf(doc)],
    add: {
      relationships: 1,
      singleThreaded: Number(doc.singleThreaded !== null),
      knowledgeRisk: Number(doc.knowledgeRisk !== null),
      championLost: Number(doc.kind === 'b2b' && doc.championLost !== null),
      rolesMissing: Number(doc.missingRoles.length > 0),
    },
  };
}

function peopleTotals(doc: StakeholdersDocument): Contribution[] {
  const path = ['people', kindOf(doc), tierOf(doc)];
  const byRole = new Map<string, { known: number; engaged: number; neverEngaged: number }>();
  for (const { side, isPerson, leftAt, roles, engaged, lastExchange } of doc.people.known) {
    if (side === 'ours' || !isPerson || leftAt !== null) continue;
    for (const role of roles) {
      const name = role.toLowerCase();
      const sums = byRole.get(name) ?? { known: 0, engaged: 0, neverEngaged: 0 };
      sums.known++;
      if (engaged) sums.engaged++;
      if (lastExchange === null) sums.neverEngaged++;
      byRole.set(name, sums);
    }
  }
  return [
    { at: path, add: { ...doc.people.theirs, beyond: doc.people.beyond.theirs } },
    ...Array.from(byRole, ([role, add]) => ({ at: [...path, role], add })),
  ];
}

function requiredTotals(doc: StakeholdersDocument): Contribution[] {
  const roles = [...new Set(doc.requiredRoles.map((role) => role.toLowerCase()))];
  return roles.map((role) => ({
    at: ['required', tierOf(doc), role],
    add: { relationships: 1, engaged: Number(!doc.missingRoles.some((missing) => missing.toLowerCase() === role)) },
  }));
}
