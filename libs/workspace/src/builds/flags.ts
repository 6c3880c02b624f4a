import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { formatInstant, type Id } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { daysWatched } from '#measures/prediction/alarm-record.js';
import { fateOfFlag, type FlagFate } from '#measures/prediction/flag-fate.js';
import { linearQuantile } from '#measures/statistics/linear-quantile.js';
import { usualHorizon, type RelationshipHistory } from '#measures/prediction/relationship-history.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { AssumedContext } from '#read-store/build-info.js';
import { ledgerHistories } from '../prediction/ledger-histories.js';
import { dayNumberAt, dayText } from '../prediction/local-days.js';
import { relationshipNames } from '../relationships/timeline.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import type { Budgets } from './flag-budgets.js';
import {
  flagChanges,
  type FlagAnswer,
  type FlagChange,
  type FlagRow,
  type FlagsAnswer,
  type FlagsQuery,
} from './flag-answers.js';
import { changeOf, type FlagPair, type FlagPairs, type RaisedFlag } from './flag-pairs.js';
import { hindsightOf } from './flag-hindsight.js';
import { FlagTally } from './flag-tally.js';

const daysOfYear = 365;
const purpose = 'relationship-analysis';

/** A flag pair with what became of the flagged. */
interface JudgedPair {
  readonly pair: FlagPair;
  readonly change: FlagChange;
  readonly daysEarlier: number | undefined;
  readonly before?: FlagFate;
  readonly after?: FlagFate;
}

/** @throws LedgerError `limit-exceeded` */
export function flagRowsOf({ limit = limits.flagRowsDefault }: FlagsQuery): number {
  if (Number.isInteger(limit) && limit >= 0 && limit <= limits.flagRowsMax) return limit;
  throw new LedgerError('limit-exceeded', `From 0 to ${limits.flagRowsMax} rows of flags can be asked for.`);
}

/**
 * Who was flagged when under two rules, and which of them really left, by definitions.md §1.9: every flag is judged from
 * its own day on, over max(180 d, 4ḡ), by all that is known now.
 * @param assumed rules that the other side supposes
 * @param rows how many are given; all are counted
 * @throws LedgerError `cancelled`
 */
export async function flagsOf(
  workspace: Workspace,
  { pairs, kinds, signal, projection }: FlagPairs,
  { before, after }: Budgets,
  assumed: readonly AssumedContext[],
  rows: number,
  work: Work,
): Promise<FlagsAnswer> {
  const { histories, span, acts, claimed, withheld } = await inPieces(ledgerHistories(workspace, work.progress), {
    signal: work.signal,
  });
  const knownUntil = span?.through ?? -Infinity;
  const usable = histories.filter(({ unusable }) => unusable === undefined);
  const relationshipYears = usable.reduce((sum, one) => sum + daysWatched(one, knownUntil), 0) / daysOfYear;
  const judged = await inPieces(judgeAll(workspace, pairs, histories, knownUntil), { signal: work.signal });
  const byHindsight = await hindsightOf(workspace, projection, assumed, work);
  const records = { before: new FlagTally(), after: new FlagTally() };
  const changes = new Map(flagChanges.map((change) => [change, new FlagTally()]));
  for (const one of judged) {
    const { relationship, before: raised, after: supposed } = one.pair;
    const was = raised !== undefined && byHindsight.before(relationship, raised.raisedAt);
    const is = supposed !== undefined && byHindsight.after(relationship, supposed.raisedAt);
    if (one.before !== undefined) records.before.add(relationship, one.before, was);
    if (one.after !== undefined) records.after.add(relationship, one.after, is);
    changes.get(one.change)!.add(relationship, (one.after ?? one.before)!, one.after === undefined ? was : is);
  }
  const shown = judged.sort(mostFirst).slice(0, rows);
  const medianOf = (change: FlagChange, sign: 1 | -1) =>
    medianOr(judged.flatMap((one) => (one.change === change ? sign * one.daysEarlier! : [])));
  return {
    signal,
    kinds: [...kinds].sort(),
    horizon: usualHorizon,
    ...(span === undefined ? {} : { knownThrough: dayText(span.through) }),
    relationshipYears,
    acts,
    claimed,
    withheld,
    before: records.before.record(relationshipYears, before),
    after: records.after.record(relationshipYears, after),
    changes: Object.fromEntries(Array.from(changes, ([change, tally]) => [change, tally.counts()])) as never,
    medianDaysEarlier: medianOf('earlier', 1),
    medianDaysLater: medianOf('later', -1),
    rows: rowsOf(workspace, shown),
    more: judged.length - shown.length,
  };
}

function* judgeAll(
  { directory: { zone } }: Workspace,
  pairs: readonly FlagPair[],
  histories: readonly RelationshipHistory[],
  knownUntil: number,
): Pieces<JudgedPair[]> {
  const byId = new Map<Id, RelationshipHistory>(histories.map((history) => [history.id, history]));
  const judged: JudgedPair[] = [];
  for (const pair of pairs) {
    const history = byId.get(pair.relationship);
    const fateOf = ({ raisedAt, endedAt }: RaisedFlag): FlagFate => {
      const endedOn = endedAt === undefined ? undefined : dayNumberAt(endedAt, zone);
      return fateOfFlag(history, { day: dayNumberAt(raisedAt, zone), endedOn }, usualHorizon, knownUntil);
    };
    const { before, after } = pair;
    judged.push({
      pair,
      change: changeOf(pair),
      daysEarlier: before && after ? (before.raisedAt - after.raisedAt) / dayMs : undefined,
      ...(before === undefined ? {} : { before: fateOf(before) }),
      ...(after === undefined ? {} : { after: fateOf(after) }),
    });
    yield;
  }
  return judged;
}

function mostFirst(a: JudgedPair, b: JudgedPair): number {
  return (
    flagChanges.indexOf(a.change) - flagChanges.indexOf(b.change) ||
    Math.abs(b.daysEarlier ?? 0) - Math.abs(a.daysEarlier ?? 0) ||
    a.pair.since - b.pair.since ||
    (a.pair.relationship < b.pair.relationship ? -1 : 1)
  );
}

function medianOr(values: readonly number[]): number | null {
  return values.length === 0
    ? null
    : linearQuantile(
        values.toSorted((one, other) => one - other),
        0.5,
      );
}

function rowsOf(workspace: Workspace, judged: readonly JudgedPair[]): FlagRow[] {
  const { zone } = workspace.directory;
  const ids = [...new Set(judged.map(({ pair }) => pair.relationship))];
  const names = relationshipNames(workspace, ids, undefined, purpose);
  return judged.map(({ pair, change, daysEarlier, before, after }) => ({
    relationship: names.get(pair.relationship) ?? { id: pair.relationship },
    event: pair.event,
    since: formatInstant(pair.since, zone),
    change,
    ...(daysEarlier === undefined ? {} : { daysEarlier }),
    ...(before === undefined ? {} : { before: flagAnswer(pair.before!, before, zone) }),
    ...(after === undefined ? {} : { after: flagAnswer(pair.after!, after, zone) }),
  }));
}

function flagAnswer(
  { raisedAt, endedAt }: RaisedFlag,
  { outcome, leftOn, leadDays }: FlagFate,
  zone: string,
): FlagAnswer {
  return {
    raisedAt: formatInstant(raisedAt, zone),
    ...(endedAt === undefined ? {} : { endedAt: formatInstant(endedAt, zone) }),
    outcome,
    ...(leftOn === undefined ? {} : { leftOn: dayText(leftOn) }),
    ...(leadDays === undefined ? {} : { leadDays }),
  };
}
