import type { Instant } from '#core/time.js';
import { endingOf, standingOf, type DeclaredEnding } from './case-standing.js';
import { shareOf, type CountedShare } from './counted-share.js';
import { caseBy, type CaseOutcome, type ProcessCase } from './process-case.js';

/** Each case once. */
export interface OutcomeCounts {
  readonly won: number;
  readonly lost: number;
  readonly abandoned: number;
  /** Ended, and nothing says how. */
  readonly endedWithout: number;
  /** Without an outcome so far. */
  readonly open: number;
  /** Without an outcome, and nothing says whether they are open. */
  readonly undeclared: number;
}

/** How often a reason was given, by its code; `reason` is null for those of which none was given. */
export interface ReasonCount {
  readonly reason: string | null;
  readonly count: number;
}

export interface Outcomes {
  readonly cases: number;
  readonly counts: OutcomeCounts;
  /** Won, of those won or lost: what is called the win rate. */
  readonly winRate: CountedShare;
  /** Won, of all that have an outcome or ended without one. */
  readonly wonOfEnded: CountedShare;
  /** Won, of all cases, those that are open among them. */
  readonly wonOfAll: CountedShare;
  /** The most frequent first; where none was given at last. They add up to `counts.lost` and `counts.abandoned`. */
  readonly reasons: { readonly lost: readonly ReasonCount[]; readonly abandoned: readonly ReasonCount[] };
}

/**
 * How the cases of a process came out as of an instant, each by `standingOf`.
 *
 * The win rate is won ÷ (won + lost): abandoned cases were never decided, and open ones are not decided yet. Over other
 * wholes the same wins are other shares, so each stands with its own (definitions.md §3.4, 7: 4,238 won and 2,473 lost are
 * 0.6315, but 0.4816 of all 8,800).
 *
 * @param declared as it is valid then
 * @throws LedgerError `invalid` where an activity is declared to tell several outcomes
 */
export function outcomesOf(cases: Iterable<ProcessCase>, declared: DeclaredEnding, at: Instant): Outcomes {
  const ending = endingOf(declared);
  const counts = { won: 0, lost: 0, abandoned: 0, endedWithout: 0, open: 0, undeclared: 0 };
  const reasons = { won: newReasons(), lost: newReasons(), abandoned: newReasons() };
  for (const whole of cases) {
    const one = caseBy(whole, at);
    if (one === undefined) continue;
    const { outcome, state } = standingOf(one, ending);
    if (outcome === undefined) counts[state === 'ended' ? 'endedWithout' : state]++;
    else {
      counts[outcome.outcome]++;
      const ofOutcome = reasons[outcome.outcome];
      ofOutcome.set(outcome.reason, (ofOutcome.get(outcome.reason) ?? 0) + 1);
    }
  }
  const { won, lost, abandoned, endedWithout, open, undeclared } = counts;
  const ended = won + lost + abandoned + endedWithout;
  return {
    cases: ended + open + undeclared,
    counts,
    winRate: shareOf(won, won + lost),
    wonOfEnded: shareOf(won, ended),
    wonOfAll: shareOf(won, ended + open + undeclared),
    reasons: { lost: reasonCounts(reasons.lost), abandoned: reasonCounts(reasons.abandoned) },
  };
}

type Reasons = Map<CaseOutcome['reason'], number>;

function newReasons(): Reasons {
  return new Map();
}

function reasonCounts(reasons: Reasons): ReasonCount[] {
  return Array.from(reasons, ([reason, count]) => ({ reason, count })).sort(
    (a, b) =>
      Number(a.reason === null) - Number(b.reason === null) || b.count - a.count || (a.reason! < b.reason! ? -1 : 1),
  );
}
