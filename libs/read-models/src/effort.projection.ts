import type { Instant } from '#core/time.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context, Contribution } from '#projections/definition/definition.js';
import { addToEffort, noEffort, tellsOfEffort, type EffortDocument } from './effort-document.js';
import { escalationTotals, type OpenEscalation } from './effort-escalations.js';
import { handlingSome } from './handling.js';

/**
 * What it takes customers to have a matter resolved, and how often matters are escalated.
 *
 * - **A matter** is what shares a matter or a case. It is resolved from CaseResolved on, until it is opened again; of two
 *   resolutions in a row the first counts. What it took is counted up to its resolution: what comes after it counts where it
 *   is opened again, and then from the next resolution on. Resolved without a known opening (CaseOpened), or without any
 *   contact of theirs, it is counted apart: how much effort it took is not known.
 * - **Effort** (definitions.md §1.7; Dixon, Freeman & Toman 2010): contact-days of theirs in it beyond the first; switches
 *   between the channels of one contact of theirs and the next, where both are known; transfers: each CaseTransferred, and
 *   each CaseAssigned to another person or team than had it; reopenings. Answers to surveys, praise and referrals are acts
 *   and no effort. An event that names a matter and a case that are two counts in both. More than 99 is counted as 99.
 * - **Escalations** are each CaseEscalated, by its tier, beside the contact-days of theirs in the relationship. The owner is
 *   there at once where it names an assignee, else with the next CaseAssigned, CaseTransferred that says to whom, or act of
 *   ours (contact with the customer) in that matter, in elapsed time; resolved before is closed without one. One that names
 *   neither a matter nor an assignee is counted, and nobody can see whether it was taken up.
 *
 * Cells: `matters, channel of the first contact, month of the resolution`: resolved, each `repeatContacts N`,
 * `channelSwitches N`, `transfers N` and `reopenings N`, unopened, uncontacted, forgotten, lost; `escalations, tier, month`: escalations, owned,
 * closed, waiting, lost, and in ms `ownedMs`, `closedMs`, `waitingSince`; `days, month`: days. `double` counts what is counted in
 * another relationship. Lengths are those of the latest 3,000 waits of a relationship, and 500 matters are followed: `lost`
 * counts those that were forgotten unresolved, and escalations that waited in them; `forgotten` those that were resolved, which
 * stay counted as they were. One of them that is opened again counts once more, as unopened.
 */
export const effort = defineProjection({
  name: 'effort',
  purpose: 'service',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC' },
  initial: noEffort,
  on: {
    ...handlingSome(
      (doc: EffortDocument, event, { parameters }: Context<{ readonly zone: string }>) =>
        addToEffort(doc, event, parameters.zone),
      tellsOfEffort,
      TouchpointEvents,
    ),
    ...ignoring(RelationshipEvents, AdministrativeEvents),
  },
  index: (doc) => {
    const open = openEscalations(doc);
    const sum = (name: string): number => doc.tallies.reduce((all, { sums }) => all + (sums[name] ?? 0), 0);
    return {
      resolved: sum('resolved'),
      unopened: sum('unopened'),
      uncontacted: sum('uncontacted'),
      forgotten: sum('forgotten'),
      lost: sum('lost'),
      openMatters: doc.matters.filter(({ state }) => state.opened && !state.resolved).length,
      escalations: doc.escalations.tallies.reduce((all, { escalations }) => all + escalations, 0),
      withoutOwner: open.length,
      withoutOwnerSince: open.reduce<Instant | null>((least, { since }) => Math.min(least ?? since, since), null),
      contactDays: doc.days.all.count,
    };
  },
  view: (doc, t) => ({
    withoutOwner: openEscalations(doc).map(({ event, since }) => ({ event, since, waitedMs: t - since })),
  }),
  rollup: effortTotals,
});

/** What a document contributes to totals. */
export function effortTotals(doc: EffortDocument): Contribution[] {
  return [
    ...doc.tallies.map(({ at, double, sums }) =>
      double ? { at, add: { double: mattersIn(sums) } } : { at, add: sums },
    ),
    ...escalationTotals(doc.escalations, openEscalations(doc)),
    ...doc.dayTallies.map(({ at, all, own }) => ({ at, add: { days: own, double: all - own } })),
  ];
}

function openEscalations({ matters }: EffortDocument): OpenEscalation[] {
  return matters.flatMap(({ open }) => open);
}

function mattersIn(sums: Readonly<Record<string, number>>): number {
  const { resolved = 0, unopened = 0, uncontacted = 0, lost = 0 } = sums;
  return resolved + unopened + uncontacted + lost;
}
