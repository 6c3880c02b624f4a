import type { Side } from '#core/record.js';
import { dayOf, type Id, type Instant } from '#core/time.js';
import { actSides } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { countDay, noContactDays, type ContactDays } from '#measures/calendar/contact-days.js';
import { caseStateAfter, type CaseState } from '#measures/process/case-state.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context } from '#projections/definition/definition.js';
import { handling } from './handling.js';

/**
 * Each relationship in brief: who took part, how often, on how many days, by which channels, in which cases.
 *
 * A touchpoint is a fact of the families contact, commitment, voice, matter and commerce. A *contact* is one that counts
 * as an act of either side (definitions.md §1.1): work on a case, a missed call, an invoice are touchpoints, but they
 * move neither first or last contact nor the contact-days, which are the different days, in the workspace's zone, with
 * an act of that side. A case is open by the rule of `case-state.ts`.
 */
export const relationships = defineProjection({
  name: 'relationships',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC' },
  initial: () => ({
    touchpoints: 0,
    firstTouchpoint: null as Instant | null,
    lastTouchpoint: null as Instant | null,
    firstContact: null as Instant | null,
    lastContact: null as Instant | null,
    theirs: noContactDays(),
    ours: noContactDays(),
    stakeholders: [] as Stakeholder[],
    channels: [] as ChannelCount[],
    processes: [] as ProcessCases[],
  }),
  on: {
    ...handling(addTouchpoint, TouchpointEvents),
    ...ignoring(RelationshipEvents, AdministrativeEvents),
  },
  index: (doc) => ({
    touchpoints: doc.touchpoints,
    firstTouchpoint: doc.firstTouchpoint,
    lastTouchpoint: doc.lastTouchpoint,
    firstContact: doc.firstContact,
    lastContact: doc.lastContact,
    theirs: doc.theirs.count,
    ours: doc.ours.count,
    cases: sumOf(doc.processes, ({ open, ended, undeclared }) => open.length + ended.length + undeclared.length),
    openCases: sumOf(doc.processes, ({ open }) => open.length),
  }),
});

export interface RelationshipDocument {
  touchpoints: number;
  firstTouchpoint: Instant | null;
  lastTouchpoint: Instant | null;
  firstContact: Instant | null;
  lastContact: Instant | null;
  theirs: ContactDays;
  ours: ContactDays;
  stakeholders: Stakeholder[];
  channels: ChannelCount[];
  processes: ProcessCases[];
}

/** A party, under the id that it was recorded with. */
export interface Stakeholder {
  readonly id: Id;
  readonly side: Side;
  readonly roles: string[];
  touchpoints: number;
}

export interface ChannelCount {
  readonly channel: string;
  touchpoints: number;
}

/** Ids of the cases of one process, by their state; each list in order, because a long-lived customer has thousands. */
export type ProcessCases = { readonly process: string } & { readonly [State in CaseState]: Id[] };

function addTouchpoint(doc: RelationshipDocument, event: Fact, ctx: Context<{ zone: string }>): void {
  doc.touchpoints++;
  doc.firstTouchpoint ??= event.occurredAt;
  doc.lastTouchpoint = event.occurredAt;
  addContact(doc, event, ctx.parameters.zone);
  addParties(doc.stakeholders, event);
  const { channel } = event.data as { channel?: string };
  if (channel !== undefined) addChannel(doc.channels, channel);
  if (event.process !== undefined) addCaseFact(doc.processes, event.process, event);
}

function addContact(doc: RelationshipDocument, event: Fact, zone: string): void {
  const sides = actSides(event);
  if (sides.size === 0) return;
  doc.firstContact ??= event.occurredAt;
  doc.lastContact = event.occurredAt;
  const day = dayOf(event.occurredAt, zone);
  if (sides.has('theirs')) countDay(doc.theirs, day);
  if (sides.has('ours')) countDay(doc.ours, day);
}

function addParties(stakeholders: Stakeholder[], event: Fact): void {
  const counted = new Set<Stakeholder>();
  for (const { id, role, side } of event.parties) {
    let stakeholder = stakeholders.find((known) => known.id === id && known.side === side);
    if (stakeholder === undefined) {
      stakeholder = { id, side, roles: [], touchpoints: 0 };
      stakeholders.push(stakeholder);
    }
    if (!stakeholder.roles.includes(role)) stakeholder.roles.push(role);
    counted.add(stakeholder);
  }
  for (const stakeholder of counted) stakeholder.touchpoints++;
}

function addChannel(channels: ChannelCount[], channel: string): void {
  const known = channels.find((count) => count.channel === channel);
  if (known === undefined) channels.push({ channel, touchpoints: 1 });
  else known.touchpoints++;
}

function addCaseFact(processes: ProcessCases[], step: { definition: string; case: Id }, event: Fact): void {
  let cases = processes.find(({ process }) => process === step.definition);
  if (cases === undefined) {
    cases = { process: step.definition, open: [], ended: [], undeclared: [] };
    processes.push(cases);
  }
  const before = stateOf(cases, step.case);
  const after = caseStateAfter(before ?? 'undeclared', event);
  if (after === before) return;
  if (before !== undefined) cases[before].splice(placeOf(cases[before], step.case), 1);
  cases[after].splice(placeOf(cases[after], step.case), 0, step.case);
}

function stateOf(cases: ProcessCases, id: Id): CaseState | undefined {
  return (['open', 'undeclared', 'ended'] as const).find((state) => cases[state][placeOf(cases[state], id)] === id);
}

/** Where an id stands in an ordered list, or where it would. */
function placeOf(ids: readonly Id[], id: Id): number {
  let [from, to] = [0, ids.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (ids[middle]! < id) from = middle + 1;
    else to = middle;
  }
  return from;
}

function sumOf(processes: readonly ProcessCases[], count: (cases: ProcessCases) => number): number {
  return processes.reduce((sum, cases) => sum + count(cases), 0);
}
