import type { Interval } from './organisation-bootstrap.js';
import { poissonInterval } from './poisson-interval.js';
import { leastAnswers } from './survey-summary.js';

/** Escalations per 100 contact-days, with their 95 % limits; or why there is no rate. */
export type EscalationRate = (Interval & { readonly per100: number }) | 'no-contact-days' | 'too-few-contact-days';

/**
 * How often matters are escalated, per 100 contact-days of theirs (definitions.md §1.7), with the exact limits of a Poisson
 * count (Garwood 1936): a contact-day may bring several escalations, so it is a rate and no share, and may exceed 100. The
 * limits are over escalations as if each were alone.
 *
 * @param escalations whole, 0 or more
 * @param contactDays as well; without any there is no rate, below 20 only the counts are shown
 */
export function escalationRate(escalations: number, contactDays: number): EscalationRate {
  if (!(contactDays > 0)) return 'no-contact-days';
  if (contactDays < leastAnswers) return 'too-few-contact-days';
  const limits = poissonInterval(escalations);
  if (limits === undefined) throw new RangeError(`Escalations must be a whole count, not ${escalations}.`);
  const per100 = (count: number): number => (100 * count) / contactDays;
  return { per100: per100(escalations), low: per100(limits.low), high: per100(limits.high) };
}
