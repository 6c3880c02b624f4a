import { formatInstant, type Id } from '#core/time.js';
import { bottlenecksOf, type Bottleneck, type StuckWait } from '#measures/process/bottlenecks.js';
import type { EffortTerms } from '#measures/process/customer-effort.js';
import { inPieces } from '#projections/calls/pieces.js';
import { namesOfKeys } from '../../documents/names-of-keys.js';
import { codeOf } from '../../moments/read-at.js';
import { standingsAt, valueOf } from '../../portfolio/standing.js';
import { relationshipNames } from '../../relationships/timeline.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { BottlenecksAnswer, StuckRelationship } from './experience-answers.js';

/** Relationships that are listed. */
const listed = 50;

interface Stuck extends StuckWait, Pick<Bottleneck, 'activity' | 'whom'> {}

interface Touched {
  readonly id: Id;
  readonly longest: Stuck;
  cases: number;
}

interface StuckCases {
  readonly found: readonly Bottleneck[];
  readonly stuck: readonly Stuck[];
  /** Whoever waits longest first. */
  readonly touched: ReadonlyMap<Id, Touched>;
  readonly casesWithout: number;
}

/**
 * Which of the chosen cases wait now for longer than is usual in all cases of the process, and which relationships that
 * touches.
 * @throws LedgerError `cancelled`
 */
export async function stuckCases(
  { log, around }: SeenProcess,
  chosen: readonly ReadCase[],
  terms: EffortTerms,
  work: Work,
): Promise<StuckCases> {
  const byKey = new Map(chosen.map(({ key, one }) => [key, one]));
  // Those of one activity are put in order in one go.
  const behind = await inPieces(bottlenecksOf(log.cases, terms, log.at), { signal: work.signal, piecesPerLook: 1 });
  const found = behind.map((one) => ({
    ...one,
    stuck: one.stuck.filter(({ key }) => byKey.has(key)),
  }));
  const stuck = found
    .flatMap(({ activity, whom, stuck: of }) => of.map((wait): Stuck => ({ ...wait, activity, whom })))
    .sort((a, b) => b.waited - a.waited || (a.key < b.key ? -1 : 1));
  const touched = new Map<Id, Touched>();
  let casesWithout = 0;
  for (const one of stuck) {
    const ids = around.relationshipsOf(byKey.get(one.key)!);
    casesWithout += Number(ids.length === 0);
    for (const id of ids) {
      const known = touched.get(id);
      if (known === undefined) touched.set(id, { id, longest: one, cases: 1 });
      else known.cases++;
    }
  }
  return { found, stuck, touched, casesWithout };
}

/** Behind which activities cases wait now, and for whom they are stuck: who these are, and where they stand. */
export async function bottlenecksAnswer(
  workspace: Workspace,
  seen: SeenProcess,
  chosen: readonly ReadCase[],
  terms: EffortTerms,
  work: Work,
): Promise<BottlenecksAnswer> {
  const { log, moment } = seen;
  const { found, stuck, touched, casesWithout } = await stuckCases(seen, chosen, terms, work);
  const page = [...touched.values()].slice(0, listed);
  const ids = page.map(({ id }) => id);
  const standings = await standingsAt(workspace, moment, work, ids, ['trajectory', 'value', 'contracts']);
  const names = relationshipNames(workspace, ids, moment?.known, 'service');
  const keys = page.map(({ longest }) => longest.key);
  const cases = namesOfKeys(workspace, codeOf(workspace, 'process-flow', log.read), keys, moment?.known);
  return {
    activities: found.map(({ activity, whom, waiting, over, stuck: of }) => ({
      activity,
      whom,
      waiting,
      stuck: of.length,
      over,
    })),
    cases: stuck.length,
    casesWithout,
    relationshipsTotal: touched.size,
    relationships: page.map(({ id, longest, cases: count }): StuckRelationship => {
      const standing = standings.of(id);
      const { key, activity, whom, since, waited, p90 } = longest;
      const phase = standing.trajectory?.phase;
      return {
        ...(names.get(id) ?? { id }),
        cases: count,
        case: cases.get(key) ?? { id: key },
        behind: activity,
        whom,
        since: formatInstant(since, workspace.directory.zone),
        waited,
        p90,
        ...(phase === undefined ? {} : { phase }),
        value: valueOf(standing),
      };
    }),
  };
}
