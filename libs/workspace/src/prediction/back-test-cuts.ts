import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { instantOf } from '../moments/moment.js';
import type { Workspace } from '../workspace.js';
import type { BackTestQuery } from './back-test-answers.js';
import { dayNumberAt } from './local-days.js';

/** Where a ledger is cut when nobody says where: shares of the time that it spans. */
const usualShares = [0.5, 0.65, 0.8];

/** @throws LedgerError `invalid`, `limit-exceeded` */
export function cutsAsked(workspace: Workspace, { cuts }: BackTestQuery): readonly number[] | undefined {
  if (cuts === undefined || cuts.length === 0) return undefined;
  if (cuts.length > limits.backTestCuts)
    throw new LedgerError('limit-exceeded', `${cuts.length} cuts are more than ${limits.backTestCuts}.`);
  const { zone } = workspace.directory;
  const days = cuts.map((text, place) => dayNumberAt(instantOf(workspace, `cuts[${place}]`, text), zone));
  return [...new Set(days)].sort((one, other) => one - other);
}

/**
 * Three days at 50, 65 and 80 % of the time, as far as an outcome can be known by its end; else the last day at which one
 * can, if there is any.
 */
export function usualCuts(
  { from, through }: { from: number; through: number },
  horizonDays: number,
): readonly number[] {
  const last = through - horizonDays;
  if (last < from) return [];
  const days = usualShares.map((share) => Math.floor(from + share * (through - from))).filter((day) => day <= last);
  return days.length > 0 ? [...new Set(days)] : [last];
}
