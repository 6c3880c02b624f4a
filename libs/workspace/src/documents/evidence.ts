import { LedgerError } from '#core/errors.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import { evidenceOf, type Evidence } from '#projections/queries/evidence.js';
import type { CellPath } from '#read-store/port.js';
import { cursorBehind, placeBehind } from '#read-store/row-list.js';
import type { EvidenceAnswer, EvidenceRow } from './evidence-answers.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { begunAt, momentOf } from '../moments/moment.js';
import { namesOfKeys } from './names-of-keys.js';
import { requireEvidence } from './told-of-people.js';
import { answeredBy } from '../relationships/portfolio.js';
import { searchAt } from '../moments/read-at.js';
import type { EvidenceQuery, Work } from '../tend.js';
import { entriesOf, pageLimit } from '../relationships/timeline.js';
import type { Workspace } from '../workspace.js';

/** Events that are shown of one row, the newest; how many there are stands beside them. */
const eventsShown = 5;

/**
 * What a total is made of, now or at a moment, in pages: every key that contributes to it, with its part and the events
 * behind that. The parts of all pages add up to the total.
 * @param cell the path of the total, as the projection names it
 * @throws LedgerError `not-found` for no projection, `forbidden`, `invalid`, `cursor-expired`, `unavailable`, `busy`, `cancelled`
 */
export async function evidenceFor(
  workspace: Workspace,
  projection: string,
  cell: CellPath,
  query: EvidenceQuery,
  work: Work,
): Promise<EvidenceAnswer> {
  const limit = pageLimit(query.limit);
  if (cell.length === 0) {
    const violations = [{ field: 'cell', message: 'must name a total: a list of texts and numbers' }];
    throw new LedgerError('invalid', 'No total is named.', { violations });
  }
  const { part } = query;
  const question = ['evidence', projection, JSON.stringify(cell), part, query.asOf, query.knownBy];
  const after = query.after === undefined ? undefined : placeOfCursor(query.after, question);
  const moment = begunAt(workspace, query) ?? momentOf(workspace, query) ?? nowOf(workspace);
  await requireEvidence(workspace, projection, cell, moment, work);
  return searchAt(
    workspace,
    projection,
    moment,
    function* (searched, seen) {
      const total = seen.cell(cell);
      const asked = { at: cell, ...(part === undefined ? {} : { part }) };
      // Parts of two builds would not add up.
      const behind = after === undefined ? {} : { after: placeBehind(seen.build, after) };
      const page = yield* evidenceOf(searched, asked, { limit, ...behind });
      return {
        ...answeredBy(workspace, seen),
        projection,
        cell,
        sums: numbersOf(total?.sums ?? {}),
        values: Object.fromEntries(Object.entries(total?.columns ?? {}).map(([name, { count }]) => [name, count])),
        rows: rowsOf(workspace, searched.projection, page.rows, moment.known),
        ...(page.next === undefined
          ? {}
          : { next: boundCursor(cursorBehind(seen.build, page.next), question, moment) }),
      };
    },
    { ...work, totals: true },
  );
}

/** Also now is a moment: pages must not be of two. */
function nowOf({ clock, ledger }: Workspace): Moment {
  return { asOf: clock.now(), known: ledger.head().sequence };
}

function rowsOf(
  workspace: Workspace,
  projection: CompiledProjection,
  rows: readonly Evidence[],
  known: number,
): readonly EvidenceRow[] {
  const keys = rows.map(({ key }) => key);
  const names = namesOfKeys(workspace, projection, keys, known);
  return rows.map(({ key, isCounted, sums, values, sequences }) => {
    const named = names.get(key);
    const newest = sequences.slice(-eventsShown).reverse();
    const events = newest.map((sequence) => workspace.ledger.at(sequence)!);
    return {
      key,
      ...(named === undefined ? {} : { of: named }),
      ...(isCounted === true ? { isCounted } : {}),
      sums: numbersOf(sums),
      values,
      events: entriesOf(workspace, events, known),
      eventCount: sequences.length,
    };
  });
}

/** A sum that a double does not hold is told as near as it can be. */
function numbersOf(sums: Readonly<Record<string, bigint>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Number(sum)]));
}
