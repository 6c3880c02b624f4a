import { formatInstant, type Id, type Instant } from '#core/time.js';
import type { RowOf } from '#projections/definition/define-projection.js';
import type { RelationshipDocument, relationships } from '#read-models/relationships.projection.js';
import type { Answered, Named, RelationshipContacts, RelationshipRow, RelationshipsAnswer } from '../answers.js';

/** The row that lists of relationships are sorted and filtered by. */
export type RelationshipIndexRow = RowOf<typeof relationships>;

/** What names and times are shown with. */
export interface Presentation {
  readonly nameOf: (id: Id) => Named;
  readonly zone: string;
}

/** A page of the list. @param page in the order asked for, with the cursor of the next one and the number of all */
export function relationshipsAnswer(
  page: {
    readonly rows: readonly { readonly key: Id; readonly row: RelationshipIndexRow }[];
    readonly next?: string;
    readonly total: number;
  },
  answered: Answered,
  presentation: Presentation,
): Omit<RelationshipsAnswer, 'joined' | 'missing'> {
  return {
    ...answered,
    rows: page.rows.map(({ key, row }) => relationshipRow(key, row, presentation)),
    ...(page.next === undefined ? {} : { next: page.next }),
    total: page.total,
  };
}

/** One relationship. Stakeholders, channels and processes with the most first, equals by name. */
export function relationshipAnswer(
  key: Id,
  row: RelationshipIndexRow,
  doc: RelationshipDocument,
  answered: Answered,
  presentation: Presentation,
): RelationshipContacts {
  const { nameOf } = presentation;
  return {
    ...answered,
    ...relationshipRow(key, row, presentation),
    stakeholders: doc.stakeholders
      .map(({ id, side, roles, touchpoints }) => ({ ...nameOf(id), side, roles, touchpoints }))
      .sort((a, b) => b.touchpoints - a.touchpoints || compare(a.name ?? a.id, b.name ?? b.id)),
    channels: doc.channels.toSorted((a, b) => b.touchpoints - a.touchpoints || compare(a.channel, b.channel)),
    processes: doc.processes
      .map(({ process, open, ended, undeclared }) => ({
        process,
        cases: open.length + ended.length + undeclared.length,
        openCases: open.length,
      }))
      .sort((a, b) => b.cases - a.cases || compare(a.process, b.process)),
  };
}

function relationshipRow(key: Id, row: RelationshipIndexRow, { nameOf, zone }: Presentation): RelationshipRow {
  return {
    ...nameOf(key),
    ...member('firstTouchpoint', row.firstTouchpoint, zone),
    ...member('lastTouchpoint', row.lastTouchpoint, zone),
    ...member('firstContact', row.firstContact, zone),
    ...member('lastContact', row.lastContact, zone),
    touchpoints: row.touchpoints,
    contactDays: { theirs: row.theirs, ours: row.ours },
    openCases: row.openCases,
    cases: row.cases,
  };
}

/** A time that there is none of is left out. */
function member<Name extends string>(name: Name, at: Instant | null, zone: string): { readonly [N in Name]?: string } {
  return (at === null ? {} : { [name]: formatInstant(at, zone) }) as { readonly [N in Name]?: string };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
