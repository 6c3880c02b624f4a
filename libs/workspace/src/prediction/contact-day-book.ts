import type { Progress } from '#core/ports.js';
import type { Id, Instant } from '#core/time.js';
import { actSides } from '#domain/acts.js';
import { upcast } from '#domain/upcasting.js';
import { definitionOf, type EventTypes } from '#domain/vocabulary.js';
import { compareFoldKeys } from '#event-store/fold-order.js';
import type { FoldKey } from '#event-store/port.js';
import type { Pieces } from '#projections/calls/pieces.js';
import { belongingSince } from '#projections/facts/belonging-since.js';
import type { Moment } from '#projections/queries/as-of.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { permittedNow } from '../ledger/permitted.js';
import type { Workspace } from '../workspace.js';
import { dayNumberAt } from './local-days.js';

/** The contact-days of theirs of each relationship, as they were known at a moment. */
export interface ContactDayBook {
  /** Ascending days, as numbers. */
  readonly daysOf: ReadonlyMap<Id, readonly number[]>;
  /** Of those that were classified with one. */
  readonly segmentOf: ReadonlyMap<Id, string>;
  /** When the first touchpoint and the last one occurred; absent where there is none. */
  readonly touchpoints: { readonly first: Instant; readonly last: Instant } | undefined;
}

const eventsPerReport = 4_096;

/** Reads the ledger up to a moment, in pieces: with the belonging and the corrections that were known then. */
export function* contactDayBook(
  workspace: Workspace,
  { asOf, known }: Moment,
  progress?: Progress,
): Pieces<ContactDayBook> {
  const { ledger, directory } = workspace;
  const { visibility } = amendmentsOf(ledger);
  const belonging = visibility.belonging.at(known);
  const permitted = permittedNow(workspace, 'relationship-analysis');
  const days = new Map<Id, Set<number>>();
  const classified = new Map<Id, FoldKey & { readonly segment: string | undefined }>();
  let [first, last] = [Infinity, -Infinity];
  for (const recorded of ledger.readAll()) {
    if (recorded.sequence > known) break;
    if (recorded.sequence % eventsPerReport === 0)
      progress?.({ stage: 'contact-days', done: recorded.sequence, total: known, unit: 'events' });
    yield;
    const definition = definitionOf(recorded.type);
    if (definition?.kind !== 'fact' || recorded.occurredAt > asOf || visibility.isHidden(recorded, known)) continue;
    if (definition.captured) {
      first = Math.min(first, recorded.occurredAt);
      last = Math.max(last, recorded.occurredAt);
    }
    const given = permitted.given(upcast(recorded));
    if (given === undefined) continue;
    const isAct = actSides(given).has('theirs');
    if (!isAct && given.type !== 'RelationshipClassified') continue;
    for (const { relationship } of belongingSince(given, belonging)) {
      if (isAct) {
        const own = days.get(relationship) ?? new Set<number>();
        own.add(dayNumberAt(given.occurredAt, directory.zone));
        days.set(relationship, own);
      } else {
        const { occurredAt, ordinal, sequence } = given;
        const { segment } = given.data as EventTypes['RelationshipClassified'];
        const said = { occurredAt, ordinal, sequence, segment };
        const before = classified.get(relationship);
        if (before === undefined || compareFoldKeys(said, before) > 0) classified.set(relationship, said);
      }
    }
  }
  return {
    daysOf: new Map([...days].map(([id, own]) => [id, [...own].sort((one, other) => one - other)])),
    segmentOf: new Map(
      [...classified].flatMap(([id, { segment }]) => (segment === undefined ? [] : [[id, segment] as const])),
    ),
    touchpoints: last === -Infinity ? undefined : { first, last },
  };
}
