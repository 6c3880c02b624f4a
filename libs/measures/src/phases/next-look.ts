import { lastInstant, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { lapsesAt } from './contracts.js';
import { cadenceDueAt } from './our-watch.js';
import { comebackEndsAt, declineEndsAt, growthEndsAt } from './phase-table.js';
import { outreachDueAt } from './settle.js';
import type { TrajectoryState, TrajectoryTerms } from './trajectory-state.js';

/**
 * The next instant at which time alone could change the answer: then `timePassed` has to be told. Silence and waiting
 * messages are looked at first when they could be overdue at the earliest, and worked out only then.
 * @returns undefined: nothing will come of waiting
 */
export function nextLookAt(state: TrajectoryState, terms: TrajectoryTerms): Instant | undefined {
  if (state.at === null) return undefined;
  let next = state.silence.lookAt ?? Infinity;
  for (const { lookAt } of state.ours.waiting) if (lookAt !== null && lookAt < next) next = lookAt;
  // What an instant crosses that has been evaluated is told already.
  const after = state.at;
  const take = (instant: Instant | undefined): void => {
    if (instant !== undefined && instant > after && instant < next) next = Math.ceil(instant);
  };
  const { rules } = terms;
  take(outreachDueAt(state, terms));
  take(cadenceDueAt(state.ours, state.theirFirst, terms.cadenceDays));
  take(declineEndsAt(state, terms));
  take(growthEndsAt(state, terms));
  take(comebackEndsAt(state, terms));
  if (state.dwelling) take(state.phase.detectedAt + rules.dwellDays * dayMs);
  const { theirFirst, contact } = state;
  if (theirFirst !== null && contact.theirs.days.count < rules.establishedContactDays)
    take(theirFirst.since + rules.secondContactDays * dayMs);
  for (const { at, open, answer } of state.breaches)
    if (open && answer !== null) take(at + rules.breachDays * dayMs + 1);
  for (const contract of state.contracts.running) take(lapsesAt(contract, rules.contractGraceDays));
  return next <= lastInstant ? next : undefined;
}
