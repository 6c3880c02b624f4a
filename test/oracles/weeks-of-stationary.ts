import { mulberry32 } from '#measures/statistics/mulberry32.js';

/** A portfolio of relationships that never change, watched week by week. */
export interface WatchedPortfolio {
  /** Shape of the gaps: a whole number. */
  readonly k: 1 | 2 | 3;
  readonly meanGapDays: number;
  readonly falseAlarmsPerYear: number;
  readonly relationships: number;
  readonly fromDay: number;
  readonly weeks: number;
  readonly seed: number;
}

/** One relationship: when it was in contact, and when its silences became alarms. Days. */
export interface WatchedRelationship {
  readonly contacts: readonly number[];
  readonly alarms: readonly number[];
}

/** Shape of the rates across the portfolio. */
export const r = 3;

/** The scale of the rates, from the mean gap k·α/(r−1). */
export function alphaOf({ k, meanGapDays }: WatchedPortfolio): number {
  return (meanGapDays * (r - 1)) / k;
}

/**
 * Draws relationships with rates ~ Gamma(3, α) and gaps ~ Gamma(k, rate), as sums of exponential variables, and looks when
 * each of their silences becomes an alarm: written apart from the measures, with the tail of a whole-numbered shape as a
 * sum of negative binomial terms, and its inverse by halving.
 */
export function* watched(portfolio: WatchedPortfolio): Generator<WatchedRelationship> {
  const { k, relationships, fromDay, weeks, seed } = portfolio;
  const uniform = mulberry32(seed);
  const gamma = (shape: number): number => {
    let sum = 0;
    for (let i = 0; i < shape; i++) sum -= Math.log(1 - uniform());
    return sum;
  };
  for (let i = 0; i < relationships; i++) {
    const rate = gamma(r) / alphaOf(portfolio);
    const contacts = [0];
    const end = fromDay + 7 * weeks;
    while (contacts.at(-1)! <= end) contacts.push(contacts.at(-1)! + gamma(k) / rate);
    yield { contacts, alarms: alarmsOf(contacts, portfolio) };
  }
}

function alarmsOf(contacts: readonly number[], portfolio: WatchedPortfolio): number[] {
  const found: number[] = [];
  for (let gaps = 4; gaps < contacts.length - 1; gaps++) {
    const [last, next] = [contacts[gaps]!, contacts[gaps + 1]!];
    const silence = next - last;
    if (silence < 14) continue;
    const threshold = Math.min(0.05, (portfolio.falseAlarmsPerYear * (last / gaps)) / 365);
    const p = (days: number): number => tail(portfolio, gaps, last, days);
    if (p(silence) > threshold) continue;
    let [least, most] = [0, silence];
    for (let step = 0; step < 60; step++) {
      const middle = (least + most) / 2;
      if (p(middle) <= threshold) most = middle;
      else least = middle;
    }
    found.push(last + Math.max(14, most));
  }
  return found;
}

/** P(next gap ≥ s | x gaps over t) for a whole k: fewer than k events of a process whose rate is gamma distributed. */
function tail(portfolio: WatchedPortfolio, gaps: number, span: number, silentDays: number): number {
  const { k } = portfolio;
  const shape = r + k * gaps;
  const past = alphaOf(portfolio) + span;
  const stays = past / (past + silentDays);
  let term = stays ** shape;
  let sum = 0;
  for (let events = 0; events < k; events++) {
    sum += term;
    term *= ((shape + events) / (events + 1)) * (1 - stays);
  }
  return sum;
}
