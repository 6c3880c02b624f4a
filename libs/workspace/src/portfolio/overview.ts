import { activityNumbers } from './activity-numbers.js';
import { engagementNumbers } from './engagement-numbers.js';
import { loyaltyNumbers } from './loyalty-numbers.js';
import { needNumbers } from './need-numbers.js';
import { dayOf, formatInstant, startOfDay, type Id, type Instant } from '#core/time.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { Named } from '../answers.js';
import { momentOf } from '../moments/moment.js';
import { quarterOf } from './joined-rows.js';
import { cohortRows, segmentRows } from './loyalty.js';
import type { OverviewQuery } from './portfolio-answers.js';
import {
  comeAgainDays,
  type EssayVerb,
  type OverviewAnswer,
  type Quarter,
  type VerbNumber,
} from './overview-answers.js';
import { comparedOfPart, numbersOfPart } from './overview-part.js';
import { readsOf, type FigureReads } from './figure-reads.js';
import { snapshotAt } from './snapshot.js';
import { relationshipNames } from '../relationships/timeline.js';
import { riskNumbers } from './risk-numbers.js';
import type { Compared, Span } from './verb-number.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

const purpose = 'relationship-analysis';

const numbersByVerb = {
  loyalty: loyaltyNumbers,
  risk: riskNumbers,
  engagement: engagementNumbers,
  activities: activityNumbers,
  needs: needNumbers,
} as const satisfies Readonly<Record<EssayVerb, unknown>>;

/**
 * The numbers of the essays' verbs (definitions.md §1.8) at a moment: of what stands, as it stands then; of what happens,
 * for the quarter as far as it has gone by then. Beside each the same a year before, for as much of that quarter. Of a part of
 * the portfolio each is of the relationships that are in the part at that end: those of now may be others than those of then.
 * Where figures are named, only what they need is read.
 * @throws LedgerError `invalid`, `busy`, `cancelled`; `not-found`, `forbidden` for the team
 */
export async function overviewOf(workspace: Workspace, query: OverviewQuery, work: Work = {}): Promise<OverviewAnswer> {
  const { team, channel } = query;
  const part = { ...(team === undefined ? {} : { team }), ...(channel === undefined ? {} : { channel }) };
  const reads = readsOf(query);
  const moment = momentOf(workspace, query);
  const known = moment?.known ?? workspace.ledger.head().sequence;
  const { zone } = workspace.directory;
  const at = moment?.asOf ?? workspace.clock.now();
  const then: Moment = { asOf: yearBefore(at), known };
  const now = await spanTo(workspace, at, known, moment, reads, work);
  const before = await spanTo(workspace, then.asOf, known, then, reads, work);
  const compared = comparedOfPart(workspace, part, { now, before }, { now: moment, before: then });
  const namesOf = (keys: readonly Id[]) => [...relationshipNames(workspace, keys, known, purpose).values()];
  const numbers = await inPieces(numbersOf(compared, namesOf, reads), { signal: work.signal, piecesPerLook: 1 });
  const { missing } = now.end;
  const isWhole = query.figures === undefined;
  return {
    quarter: quarterAt(at, zone),
    yearBefore: quarterAt(then.asOf, zone),
    numbers: numbersOfPart(numbers, part, compared),
    comeAgainDays,
    cohorts: isWhole ? cohortRows(compared.now.end.standings, zone, compared.withheld) : [],
    segments: isWhole ? segmentRows(compared.now.end.standings, compared.withheld) : [],
    ...(missing.length === 0 ? {} : { missing }),
  };
}

/** Each of thousands of relationships. */
function* numbersOf(
  compared: Compared,
  namesOf: (keys: readonly Id[]) => readonly Named[],
  { hasVerb, hasFigure }: FigureReads,
): Pieces<VerbNumber[]> {
  const numbers: VerbNumber[] = [];
  for (const [verb, made] of Object.entries(numbersByVerb)) {
    if (!hasVerb(verb as EssayVerb)) continue;
    numbers.push(...made(compared, namesOf).filter(({ id }) => hasFigure(id)));
    yield;
  }
  return numbers;
}

async function spanTo(
  workspace: Workspace,
  at: Instant,
  known: number,
  moment: Moment | undefined,
  reads: FigureReads,
  work: Work,
): Promise<Span> {
  const { zone } = workspace.directory;
  const end = await snapshotAt(workspace, moment, work, reads.end);
  const begin: Moment = { asOf: beginOfQuarter(at, zone) - 1, known };
  return { begin: await snapshotAt(workspace, begin, work, reads.begin), end, months: monthsTo(at, zone) };
}

function quarterAt(at: Instant, zone: string): Quarter {
  return {
    name: quarterOf(at, zone),
    from: formatInstant(beginOfQuarter(at, zone), zone),
    to: formatInstant(at, zone),
  };
}

function beginOfQuarter(at: Instant, zone: string): Instant {
  return startOfDay(`${monthsTo(at, zone)[0]}-01`, zone);
}

/** The months of a quarter, as far as it has gone. */
function monthsTo(at: Instant, zone: string): readonly string[] {
  const [year, month] = dayOf(at, zone).split('-');
  const last = Number(month);
  const first = last - ((last - 1) % 3);
  return Array.from({ length: last - first + 1 }, (_none, i) => `${year}-${String(first + i).padStart(2, '0')}`);
}

/** The same day and time of the year before, by the clock of Greenwich; of 29 February, 1 March. */
function yearBefore(at: Instant): Instant {
  const date = new Date(at);
  return date.setUTCFullYear(date.getUTCFullYear() - 1);
}
