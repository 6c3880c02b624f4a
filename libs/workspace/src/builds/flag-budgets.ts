import type { ContextTimeline } from '#projections/facts/context-book.js';
import { Assumed } from '#projections/facts/assumed-context.js';
import { rulesOf, segmentOfAll } from '#read-models/trajectory-terms.js';
import type { AssumedContext } from '#read-store/build-info.js';
import { amendmentsOf } from '../ledger/amendments.js';
import type { Workspace } from '../workspace.js';
import { validIn } from './valid-in.js';

/** False alarms that are allowed for a relationship and year, of what serves and under what is assumed. */
export interface Budgets {
  readonly before?: number;
  readonly after?: number;
}

const type = 'PhaseRulesPublished';

/** By the phase rules that hold now: the budget of silence alarms is a number of theirs; other signals have none. */
export function budgetsOf({ ledger, clock }: Workspace, signal: string, assumed: readonly AssumedContext[]): Budgets {
  if (signal !== 'silence') return {};
  const known = ledger.head().sequence;
  const published = amendmentsOf(ledger).book.timeline({ contextTypes: [type], usesFeeds: false }, known, known);
  const supposed = new Assumed(assumed.filter((rule) => rule.type === type)).insteadOf(published);
  const budgetOf = (timeline: ContextTimeline): number =>
    rulesOf(segmentOfAll, validIn(timeline, clock.now())).falseAlarmsPerYear;
  return { before: budgetOf(published), after: budgetOf(supposed) };
}
