import { LedgerError } from '#core/errors.js';
import { formatInstant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { openTargetsIn, type TargetsRow } from '#read-models/process-targets-rows.js';
import { FirstRows } from '../documents/first-rows.js';
import { namesOfKeys } from '../documents/names-of-keys.js';
import { codeOf, readAt } from '../moments/read-at.js';
import { answeredBy } from '../relationships/portfolio.js';
import { pageLimit, relationshipNames } from '../relationships/timeline.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { calendarsAt } from './calendars.js';
import { caseRelationships } from './case-relationships.js';
import { definitionOf } from './process-definition.js';
import type { OpenTargetAnswer, TargetsAnswer, TargetsQuery } from './target-answers.js';
import {
  openTargetAnswer,
  placeOfOpen,
  targetAnswers,
  waitsAnswer,
  type LastingRow,
  type OpenInCase,
} from './targets-answer.js';

const projection = 'process-targets';
const purpose = 'service';

/**
 * How a process keeps to its targets, what is due next, and who waits for whom, now or at a moment.
 * @throws LedgerError `invalid` for the limit; `not-found` for a process of which nothing is known; `unavailable` before the
 *   first build is complete, `busy`, `cancelled`
 */
export async function targetsOf(
  workspace: Workspace,
  process: string,
  { limit, target }: Pick<TargetsQuery, 'limit' | 'target'>,
  moment?: Moment,
  work: Work = {},
): Promise<TargetsAnswer> {
  const listed = pageLimit(limit);
  const definition = definitionOf(workspace, process, moment);
  const ask = (view: ProjectionView): TargetsAnswer => {
    const at = moment?.asOf ?? Math.max(workspace.clock.now(), view.horizonMs);
    const first = new FirstRows<OpenInCase>(listed, undefined);
    const lasting: LastingRow[] = [];
    let cases = 0;
    for (const { key, row } of view.rows<TargetsRow & { readonly waitsMs: number | null }>()) {
      if (row.process !== process) continue;
      cases++;
      if (row.waitsFor !== null) lasting.push(row);
      for (const open of openTargetsIn(row)) {
        const one = { key, row, open };
        if (target === undefined || open.target === target) first.add(one, placeOfOpen(one));
      }
    }
    if (cases === 0 && definition === undefined) throw unknown(process);
    return {
      ...answeredBy(workspace, view),
      process,
      at: formatInstant(at, workspace.directory.zone),
      targets: targetAnswers(view.cells(['target', process]), definition, calendarsAt(workspace, moment, at).has),
      open: openAnswers(
        workspace,
        view,
        first.inOrder().map(({ row }) => row),
        moment,
      ),
      openTotal: first.total,
      waits: waitsAnswer(view.cells(['wait', process], { columns: false }), lasting, definition?.calendar),
    };
  };
  return readAt(workspace, projection, moment, ask, { ...work, totals: true });
}

function unknown(process: string): LedgerError {
  return new LedgerError('not-found', `Nothing is known of a process “${process}”.`);
}

function openAnswers(
  workspace: Workspace,
  view: ProjectionView,
  page: readonly OpenInCase[],
  moment: Moment | undefined,
): readonly OpenTargetAnswer[] {
  const relationshipsOf = caseRelationships(workspace, moment);
  const owners = page.map(({ row: { customer, customerSince } }) =>
    customer === null ? undefined : relationshipsOf({ customers: [{ id: customer, since: customerSince! }] })[0],
  );
  const known = moment?.known;
  const names = relationshipNames(workspace, [...new Set(owners.flatMap((id) => id ?? []))], known, purpose);
  const keys = page.map(({ key }) => key);
  const cases = namesOfKeys(workspace, codeOf(workspace, projection, view), [...new Set(keys)], known);
  return page.map((one, i) =>
    openTargetAnswer(one, workspace.directory.zone, {
      case: cases.get(one.key) ?? { id: one.key },
      relationship: names.get(owners[i] ?? ''),
    }),
  );
}
