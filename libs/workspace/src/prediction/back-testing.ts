import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { usualHorizon, type HorizonRule } from '#measures/prediction/relationship-history.js';
import { inPieces } from '#projections/calls/pieces.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import type { BackTestAnswer, BackTestQuery } from './back-test-answers.js';
import { cutsAsked, usualCuts } from './back-test-cuts.js';
import { verdictOf } from './back-test-verdict.js';
import { judge } from './judging.js';
import { ledgerHistories } from './ledger-histories.js';
import { dayText } from './local-days.js';

const running = new WeakSet<object>();

/**
 * What each measure would have said at days of the past, against what happened (definitions.md §1.9).
 * @throws LedgerError `invalid`, `limit-exceeded`, `busy` while another one runs on the ledger, `cancelled`
 */
export async function backTestOf(workspace: Workspace, query: BackTestQuery, work: Work): Promise<BackTestAnswer> {
  const asked = settingsOf(query);
  const cutsGiven = cutsAsked(workspace, query);
  const { ledger } = workspace;
  if (running.has(ledger)) throw new LedgerError('busy', 'A back-test of this ledger runs already.');
  running.add(ledger);
  try {
    const read = await inPieces(ledgerHistories(workspace, work.progress), { signal: work.signal });
    const { histories, head, span, acts, claimed, withheld } = read;
    const cuts = span === undefined ? [] : (cutsGiven ?? usualCuts(span, asked.horizon.leastDays));
    const task = { histories, cuts, knownUntil: span?.through ?? 0, ...asked };
    const found = await judge(task, work);
    return {
      asked,
      head,
      ...(span === undefined ? {} : { span: { from: dayText(span.from), through: dayText(span.through) } }),
      relationships: histories.filter(({ unusable }) => unusable === undefined).length,
      acts,
      claimedActs: claimed,
      withheld,
      cuts: found.cuts.map(({ cut, ...judgement }) => ({ cut: dayText(cut), ...judgement })),
      overall: found.overall,
      alarms: found.alarms,
      verdict: verdictOf(found),
    };
  } finally {
    running.delete(ledger);
  }
}

/** @throws LedgerError `invalid` */
function settingsOf({ horizonDays, capacities = [10], seed = 1, replicates = 1_000 }: BackTestQuery) {
  requireWhole('horizonDays', horizonDays ?? usualHorizon.leastDays, 1, 36_500);
  requireWhole('replicates', replicates, 100, limits.backTestReplicates);
  requireWhole('seed', seed, 0, 0xffff_ffff);
  requireWhole('capacities', capacities.length, 1, limits.backTestCapacities);
  for (const capacity of capacities) requireWhole('capacities', capacity, 1, Number.MAX_SAFE_INTEGER);
  const horizon: HorizonRule = horizonDays === undefined ? usualHorizon : { leastDays: horizonDays, meanGaps: 0 };
  return { horizon, capacities, seed, replicates };
}

function requireWhole(field: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const message = `must be a whole number from ${min} to ${max}`;
  throw new LedgerError('invalid', `${field} ${message}.`, { violations: [{ field, message }] });
}
