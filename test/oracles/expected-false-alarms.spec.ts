import { describe, expect, it, jest } from '@jest/globals';
import {
  contactsPerFalseDecline,
  expectedContacts,
  falseSilenceProbability,
  isGapJudged,
} from '#measures/rhythm/expected-false-alarms.js';
import { afterGap, noGaps } from '#measures/rhythm/gap-change.js';
import { alphaOf, r, watched, type WatchedPortfolio } from './weeks-of-stationary.js';

jest.setTimeout(120_000);

/** Bound once: a look-up costs more than the arithmetic under Jest. */
const { sqrt, abs } = Math;

const portfolios: readonly WatchedPortfolio[] = [
  { k: 1, meanGapDays: 10, falseAlarmsPerYear: 1, relationships: 1_500, fromDay: 300, weeks: 26, seed: 1 },
  { k: 3, meanGapDays: 12, falseAlarmsPerYear: 1, relationships: 1_500, fromDay: 300, weeks: 26, seed: 2 },
  { k: 2, meanGapDays: 30, falseAlarmsPerYear: 0.2, relationships: 2_500, fromDay: 600, weeks: 26, seed: 3 },
  // Short gaps: where the floor of 14 days decides.
  { k: 1, meanGapDays: 4, falseAlarmsPerYear: 1, relationships: 1_500, fromDay: 100, weeks: 26, seed: 4 },
];

/** What a portfolio raised in all weeks, and what the measures said before each of them. */
function compared(portfolio: WatchedPortfolio) {
  const rhythm = { k: portfolio.k, r, alpha: alphaOf(portfolio) };
  const found = {
    alarms: 0,
    expected: 0,
    variance: 0,
    contacts: 0,
    expectedContacts: 0,
    ofSilent: 0,
    expectedOfSilent: 0,
    declines: 0,
  };
  for (const { contacts, alarms } of watched(portfolio)) {
    for (let week = 0; week < portfolio.weeks; week++) {
      const from = portfolio.fromDay + 7 * week;
      const isInWeek = (day: number): boolean => day > from && day <= from + 7;
      const gaps = contacts.findLastIndex((day) => day <= from);
      const last = contacts[gaps]!;
      const span = { gaps, operationalDays: last, calendarDays: last };
      const silence = (days: number) => ({ operationalDays: days, calendarDays: days });
      const running = {
        rhythm,
        span,
        now: silence(from - last),
        later: silence(from + 7 - last),
        floorOperationalDays: 14,
      };
      const p = falseSilenceProbability(running, portfolio.falseAlarmsPerYear);
      found.expected += p;
      found.variance += p * (1 - p);
      found.alarms += alarms.filter(isInWeek).length;
      if (!isGapJudged(span)) continue;
      const [came, expected] = [contacts.filter(isInWeek).length, expectedContacts(rhythm, span, from - last, 7)];
      found.contacts += came;
      found.expectedContacts += expected;
      if (from - last < 2 * (last / gaps)) continue;
      found.ofSilent += came;
      found.expectedOfSilent += expected;
    }
    found.declines += declinesIn(contacts, portfolio, rhythm);
  }
  return found;
}

function declinesIn(
  contacts: readonly number[],
  { fromDay, weeks }: WatchedPortfolio,
  rhythm: { k: number; r: number; alpha: number },
): number {
  let [state, count] = [noGaps(), 0];
  for (const [i, day] of contacts.slice(1).entries()) {
    const step = afterGap(state, rhythm, day - contacts[i]!);
    state = step.state;
    if (step.alarm === 'decline' && day > fromDay && day <= fromDay + 7 * weeks) count++;
  }
  return count;
}

describe('false alarms of a portfolio in which nothing changes, week by week', () => {
  it.each(portfolios)('are as many as were expected: k = $k, a gap of $meanGapDays days', (portfolio) => {
    const { alarms, expected, variance, contacts, ...others } = compared(portfolio);
    // Enough of them for the comparison to tell something.
    expect(expected).toBeGreaterThan(100);
    expect(abs(alarms - expected)).toBeLessThan(4 * sqrt(variance));
    // No more than the budget allows.
    const years = (portfolio.weeks * 7) / 365;
    expect(expected).toBeLessThan(portfolio.falseAlarmsPerYear * portfolio.relationships * years);
    expect(others.expectedContacts / contacts).toBeGreaterThan(0.97);
    expect(others.expectedContacts / contacts).toBeLessThan(1.03);
    // Of whom nothing came for long the rate is likely a low one; exact where the age of a gap tells nothing (k = 1).
    if (portfolio.k === 1)
      expect(abs(others.ofSilent - others.expectedOfSilent)).toBeLessThan(4 * sqrt(others.expectedOfSilent));
    const declines = contacts / contactsPerFalseDecline;
    expect(abs(others.declines - declines)).toBeLessThan(4 * sqrt(declines) + 0.25 * declines);
  });
});
