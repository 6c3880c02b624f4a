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
import { comeAgainDays, type OverviewAnswer, type Quarter, type VerbNumber } from './overview-answers.js';
import { numbersOfPart, spanOfPart } from './overview-part.js';
import { snapshotAt, type Snapshot } from './snapshot.js';
import { relationshipNames } from '../relationships/timeline.js';
import { riskNumbers } from './risk-numbers.js';
import type { Compared, Span } from './verb-number.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

const purpose = 'relationship-analysis';

/**
 * The numbers of the essays' verbs (definitions.md §1.8) at a moment: of what stands, as it stands then; of what happens,
 * for the quarter as far as it has gone by then. Beside each the same a year before, for as much of that quarter. Of a part of
 * the portfolio each is of the relationships that are in the part at that end: those of now may be others than those of then.
 * @throws LedgerError `invalid`, `busy`, `cancelled`; `not-found`, `forbidden` for the team
 */
export async function overviewOf(workspace: Workspace, query: OverviewQuery, work: Work = {}): Promise<OverviewAnswer> {
  const { team, channel } = query;
  const part = { ...(team === undefined ? {} : { team }), ...(channel === undefined ? {} : { channel }) };
  const moment = momentOf(workspace, query);
  const known = moment?.known ?? workspace.ledger.head().sequence;
  const { zone } = workspace.directory;
  const at = moment?.asOf ?? workspace.clock.now();
  const end = await snapshotAt(workspace, moment, work);
  const now = spanOfPart(workspace, part, await spanTo(workspace, at, known, end, work), moment);
  const thenAt = yearBefore(at);
  const then: Moment = { asOf: thenAt, known };
  const thenEnd = await snapshotAt(workspace, then, work);
  const before = spanOfPart(workspace, part, await spanTo(workspace, thenAt, known, thenEnd, work), then);
  const compared = { now, before };
  const namesOf = (keys: readonly Id[]) => [...relationshipNames(workspace, keys, known, purpose).values()];
  const numbers = await inPieces(numbersOf(compared, namesOf), { signal: work.signal, piecesPerLook: 1 });
  return {
    quarter: quarterAt(at, zone),
    yearBefore: quarterAt(thenAt, zone),
    numbers: numbersOfPart(numbers, part),
    comeAgainDays,
    cohorts: cohortRows(now.end.standings, zone),
    segments: segmentRows(now.end.standings),
    ...(end.missing.length === 0 ? {} : { missing: end.missing }),
  };
}

/** Each of thousands of relationships. */
function* numbersOf(compared: Compared, namesOf: (keys: readonly Id[]) => readonly Named[]): Pieces<VerbNumber[]> {
  const numbers: VerbNumber[] = [];
  for (const made of [loyaltyNumbers, riskNumbers, engagementNumbers, activityNumbers, needNumbers]) {
    numbers.push(...made(compared, namesOf));
    yield;
  }
  return numbers;
}

async function spanTo(workspace: Workspace, at: Instant, known: number, end: Snapshot, work: Work): Promise<Span> {
  const { zone } = workspace.directory;
  const begin: Moment = { asOf: beginOfQuarter(at, zone) - 1, known };
  return { begin: await snapshotAt(workspace, begin, work), end, months: monthsTo(at, zone) };
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
