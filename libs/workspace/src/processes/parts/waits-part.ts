import type { Pieces } from '#core/pieces.js';
import { limits } from '#core/limits.js';
import { formatInstant } from '#core/time.js';
import { caseStateOf, type CaseState } from '#measures/process/case-state.js';
import {
  moreFrequentFirst,
  profileEffort,
  profileInPieces,
  type ProfiledPair,
} from '#measures/process/temporal-profile.js';
import { lastingWaitsInPieces } from '#measures/process/lasting-waits.js';
import { unusualWaitsInPieces, type UnusualWait } from '#measures/process/unusual-waits.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import { compare } from '../cell-reading.js';
import type { SeenProcess } from '../chosen-cases.js';
import { toldCases } from '../told-cases.js';
import type { LastingWaitsAnswer, UnusualWaitsAnswer, WaitTimesAnswer } from './wait-answers.js';
import { rowsListed } from './rows-listed.js';

/** How long it takes from one activity to another, and which waits were unusual. @param cases as they were by the moment */
export function* waitsPart(
  workspace: Workspace,
  seen: SeenProcess,
  cases: readonly ReadCase[],
): Pieces<WaitTimesAnswer> {
  const of = measuredOf(cases);
  const stated = cases.map((read) => ({ ...read, state: stateIn(seen, read) }));
  yield;
  return {
    ...(yield* profileOf(cases)),
    unusual: yield* unusualOf(workspace, seen, stated, of),
    ...(stated.some(({ state }) => state !== 'undeclared') && {
      lasting: yield* lastingOf(workspace, seen, stated, of),
    }),
  };
}

type Measured = UnusualWaitsAnswer['of'];

/** From completion to start where the start of most steps is known that were waited for, which the first of a case is not. */
function measuredOf(cases: readonly ReadCase[]): Measured {
  let [steps, withStart] = [0, 0];
  for (const { one } of cases) {
    const { startedAt } = one.trace;
    steps += startedAt.length - 1;
    for (let i = 1; i < startedAt.length; i++) withStart += Number(startedAt[i] !== null);
  }
  return withStart * 2 > steps ? 'waits' : 'durations';
}

interface StatedCase extends ReadCase {
  readonly state: CaseState;
}

function stateIn({ definition }: SeenProcess, { one }: ReadCase): CaseState {
  return caseStateOf(one.trace, one.said, definition).state;
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

/** Those of open cases first, then those that were longest beyond what is usual. */
function* unusualOf(
  workspace: Workspace,
  seen: SeenProcess,
  cases: readonly StatedCase[],
  of: Measured,
): Pieces<UnusualWaitsAnswer> {
  const found = yield* unusualWaitsInPieces(
    cases.map(({ key, one }) => [key, one.trace]),
    of,
  );
  const states = new Map(cases.map(({ key, state }) => [key, state]));
  const rows = found.map((wait) => ({ wait, state: states.get(wait.case)! }));
  const shown = yield* firstOf(rows, openThenLongestFirst, rowsListed);
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
    rows: shown.map(({ wait, state }) => ({
      ...told(wait.case),
      state,
      from: wait.from,
      to: wait.to,
      ...lengthAnswer(workspace, wait),
    })),
  };
}

function* lastingOf(
  workspace: Workspace,
  seen: SeenProcess,
  cases: readonly StatedCase[],
  of: Measured,
): Pieces<LastingWaitsAnswer> {
  const found = yield* lastingWaitsInPieces(
    cases.map(({ key, one, state }) => [key, one.trace, state === 'open' && one.work.begun.length === 0]),
    seen.log.at,
    of,
  );
  const shown = found.slice(0, rowsListed);
  const told = toldCases(
    workspace,
    seen,
    cases,
    shown.map((wait) => wait.case),
  );
  return {
    total: found.length,
    rows: shown.map((wait) => ({ ...told(wait.case), behind: wait.behind, ...lengthAnswer(workspace, wait) })),
  };
}

function lengthAnswer(
  { directory }: Pick<Workspace, 'directory'>,
  { since, ms, p99Ms, sample }: Pick<UnusualWait, 'since' | 'ms' | 'p99Ms' | 'sample'>,
) {
  return { since: formatInstant(since, directory.zone), seconds: ms / 1000, p99: p99Ms / 1000, sample };
}

interface UnusualRow {
  readonly wait: UnusualWait;
  readonly state: string;
}

function openThenLongestFirst(a: UnusualRow, b: UnusualRow): number {
  return (
    Number(b.state === 'open') - Number(a.state === 'open') ||
    beyond(b.wait) - beyond(a.wait) ||
    compare(a.wait.case, b.wait.case) ||
    a.wait.step - b.wait.step
  );
}

function beyond({ ms, p99Ms }: UnusualWait): number {
  return ms - p99Ms;
}
