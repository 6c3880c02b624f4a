import type { Pieces } from '#core/pieces.js';
import { limits } from '#core/limits.js';
import { formatInstant } from '#core/time.js';
import { caseStateOf } from '#measures/process/case-state.js';
import {
  moreFrequentFirst,
  profileEffort,
  profileInPieces,
  type ProfiledPair,
} from '#measures/process/temporal-profile.js';
import { unusualWaitsInPieces, type UnusualWait } from '#measures/process/unusual-waits.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import { compare } from '../cell-reading.js';
import type { SeenProcess } from '../chosen-cases.js';
import { toldCases } from '../told-cases.js';
import type { UnusualWaitsAnswer, WaitTimesAnswer } from './part-answers.js';
import { rowsListed } from './part-cases.js';

/** How long it takes from one activity to another, and which waits were unusual. @param cases as they were by the moment */
export function* waitsPart(
  workspace: Workspace,
  seen: SeenProcess,
  cases: readonly ReadCase[],
): Pieces<WaitTimesAnswer> {
  return { ...(yield* profileOf(cases)), unusual: yield* unusualOf(workspace, seen, cases) };
}

/** All pairs of steps of a case grow with its activities: what would take minutes and all memory is not begun. */
function* profileOf(cases: readonly ReadCase[]): Pieces<Pick<WaitTimesAnswer, 'profile' | 'profileTooLarge'>> {
  const traces = cases.map(({ one }) => one.trace);
  const effort = profileEffort(traces);
  const [groupsMax, pairsMax] = [limits.profileGroups, limits.profilePairs];
  if (effort.groups > groupsMax || effort.pairs > pairsMax)
    return { profileTooLarge: { ...effort, groupsMax, pairsMax } };
  const { pairs, observations, overlapping } = yield* profileInPieces(traces);
  const strongest = yield* firstOf(pairs, moreFrequentFirst, rowsListed);
  return {
    profile: { pairs: strongest.map(pairAnswer), pairsTotal: pairs.length, observations, overlapping },
  };
}

function pairAnswer({ stdev, ...pair }: ProfiledPair): NonNullable<WaitTimesAnswer['profile']>['pairs'][number] {
  return { ...pair, ...(stdev === null ? {} : { stdev }) };
}

/** Rows that are sorted in one go, between two pauses. */
const sortedAtOnce = 4_096;

/** The first of many in an order, without sorting them all at once. */
function* firstOf<Row>(all: readonly Row[], order: (a: Row, b: Row) => number, most: number): Pieces<readonly Row[]> {
  let first: readonly Row[] = [];
  for (let from = 0; from < all.length; from += sortedAtOnce) {
    first = [...first, ...all.slice(from, from + sortedAtOnce)].sort(order).slice(0, most);
    yield;
  }
  return first;
}

/** Those of open cases first, then the latest. */
function* unusualOf(workspace: Workspace, seen: SeenProcess, cases: readonly ReadCase[]): Pieces<UnusualWaitsAnswer> {
  const of = cases.some(({ one }) => one.trace.startedAt.some((start) => start !== null)) ? 'waits' : 'durations';
  const found = yield* unusualWaitsInPieces(
    cases.map(({ key, one }) => [key, one.trace]),
    of,
  );
  const byKey = new Map(cases.map(({ key, one }) => [key, one]));
  const stateOf = ({ case: key }: UnusualWait) => {
    const { trace, said } = byKey.get(key)!;
    return caseStateOf(trace, said, seen.definition).state;
  };
  const rows: { readonly wait: UnusualWait; readonly state: ReturnType<typeof stateOf> }[] = [];
  for (const wait of found) {
    rows.push({ wait, state: stateOf(wait) });
    yield;
  }
  const shown = yield* firstOf(rows, openThenLatestFirst, rowsListed);
  const told = toldCases(
    workspace,
    seen,
    cases,
    shown.map(({ wait }) => wait.case),
  );
  return {
    of,
    total: rows.length,
    inOpenCases: rows.filter(({ state }) => state === 'open').length,
    rows: shown.map(({ wait: { case: key, from, to, since, ms, p99Ms, sample }, state }) => ({
      ...told(key),
      state,
      from,
      to,
      since: formatInstant(since, workspace.directory.zone),
      seconds: ms / 1000,
      p99: p99Ms / 1000,
      sample,
    })),
  };
}

interface UnusualRow {
  readonly wait: UnusualWait;
  readonly state: string;
}

function openThenLatestFirst(a: UnusualRow, b: UnusualRow): number {
  return (
    Number(b.state === 'open') - Number(a.state === 'open') ||
    b.wait.since - a.wait.since ||
    compare(a.wait.case, b.wait.case) ||
    a.wait.step - b.wait.step
  );
}
