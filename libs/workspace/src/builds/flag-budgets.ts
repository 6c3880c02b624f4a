import type { Instant } from '#core/time.js';
import { phaseRulesOf, type PublishedNumber } from '#measures/phases/phase-rules.js';
import { segmentOfAll } from '#read-models/trajectory-terms.js';
import type { AssumedContext } from '#read-store/build-info.js';
import { latestFirst, publishedOf } from '../rules/rules.js';
import type { Workspace } from '../workspace.js';

/** False alarms that are allowed for a relationship and year, of what serves and under what is assumed. */
export interface Budgets {
  readonly before?: number;
  readonly after?: number;
}

const type = 'PhaseRulesPublished';

/** By the phase rules that hold now: the budget of silence alarms is a number of theirs; other signals have none. */
export function budgetsOf(workspace: Workspace, signal: string, assumed: readonly AssumedContext[]): Budgets {
  if (signal !== 'silence') return {};
  const { ledger, clock } = workspace;
  const published = publishedOf(workspace, type, ledger.head().sequence).sort(latestFirst).reverse();
  const supposed = assumed.filter((rule) => rule.type === type);
  const before = budgetAt(published, clock.now());
  return { before, after: supposed.length === 0 ? before : budgetAt(supposed, clock.now()) };
}

interface Rule {
  /** Valid from the beginning, unless told. */
  readonly effectiveFrom?: Instant | undefined;
  readonly data: object;
}

/** @param rules of which the last one holds, where several do from one instant on */
function budgetAt(rules: readonly Rule[], now: Instant): number {
  const from = ({ effectiveFrom = -Infinity }: Rule): number => effectiveFrom;
  const holding = rules
    .filter((rule) => from(rule) <= now)
    .reduce<Rule | undefined>((last, rule) => (last && from(last) > from(rule) ? last : rule), undefined);
  const { parameters = [] } = (holding?.data ?? {}) as { readonly parameters?: readonly PublishedNumber[] };
  return phaseRulesOf(parameters, segmentOfAll).falseAlarmsPerYear;
}
