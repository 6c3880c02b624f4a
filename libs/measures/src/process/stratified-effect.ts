import { mantelHaenszel, type FourfoldTable } from '../statistics/mantel-haenszel.js';
import { twoProportions, type Counted } from '../statistics/two-proportions.js';

/** One case: whether something was done to it, what came of it, and which of its like it is to be compared with. */
export interface ExposedCase {
  readonly exposed: boolean;
  readonly outcome: boolean;
  readonly stratum: string;
}

/** Share of the exposed with the outcome less that of the others, −1 to 1. */
export interface EffectDifference {
  readonly difference: number;
  /** 95 % limits, cut to −1 and 1; absent where all or none in each arm have the outcome: nothing varies to tell them by. */
  readonly low?: number;
  readonly high?: number;
}

/** Both arms of a stratum; `difference` where neither is empty. */
export interface EffectStratum {
  readonly stratum: string;
  readonly exposed: Counted;
  readonly others: Counted;
  readonly difference?: number;
}

export interface StratifiedEffect {
  readonly exposed: Counted;
  readonly others: Counted;
  /** In the order in which they first came. */
  readonly strata: readonly EffectStratum[];
  /** Cases of strata without one of the arms: they count in the crude difference only. */
  readonly incomparable: number;
  /** Of all cases as if they were alike; absent when there are too few. */
  readonly crude?: EffectDifference;
  /** Within strata (Mantel–Haenszel, Sato's limits); absent when there are too few. */
  readonly stratified?: EffectDifference;
  /** Whether the two have opposite signs (Simpson's paradox): then the crude one misleads and must not be shown alone. */
  readonly reverses: boolean;
  /**
   * Too few outcomes, or too few without, for the limits to hold (`hasEnoughOutcomes`): the differences are those that were
   * seen, and whether there is one cannot be told.
   */
  readonly fewOutcomes: boolean;
  /** Why there is no difference: no stratum has both arms, or one arm has fewer than `fewestInArm` in those that do. */
  readonly tooFew?: 'no-common-stratum' | 'small-arm';
}

/** With fewer in an arm no difference is told. */
export const fewestInArm = 5;

/**
 * What goes with an exposure, crude and within strata: an association, not yet an effect, because cases of one stratum may
 * still differ in what nobody recorded. Only a hold-out tells an effect (definitions.md §1.9).
 */
export function stratifiedEffect(cases: Iterable<ExposedCase>): StratifiedEffect {
  const tables = new Map<string, [number, number, number, number]>();
  for (const { exposed, outcome, stratum } of cases) {
    let table = tables.get(stratum);
    if (table === undefined) tables.set(stratum, (table = [0, 0, 0, 0]));
    table[(exposed ? 0 : 2) + (outcome ? 0 : 1)]!++;
  }
  const strata = [...tables].map(([stratum, table]) => stratumOf(stratum, table));
  const comparable = strata.filter(({ difference }) => difference !== undefined);
  const [exposed, others] = [sumOf(strata, 'exposed'), sumOf(strata, 'others')];
  const inComparable = [sumOf(comparable, 'exposed').n, sumOf(comparable, 'others').n] as const;
  const counts = { exposed, others, strata, incomparable: exposed.n + others.n - inComparable[0] - inComparable[1] };
  if (comparable.length === 0) return { ...counts, reverses: false, fewOutcomes: true, tooFew: 'no-common-stratum' };
  if (Math.min(...inComparable) < fewestInArm)
    return { ...counts, reverses: false, fewOutcomes: true, tooFew: 'small-arm' };
  const { riskDifference, rdLow, rdHigh, reverses } = mantelHaenszel([...tables.values()]);
  const crude = twoProportions(exposed, others)!;
  return {
    ...counts,
    crude: withLimits(crude.difference, crude.low, crude.high),
    stratified: withLimits(riskDifference!, rdLow!, rdHigh!),
    reverses,
    fewOutcomes: !hasEnoughOutcomes(tables.values()),
  };
}

/** What is to be expected must lie so many outcomes above the fewest that are possible, and below the most. */
const fewestExpected = 5;

/**
 * Whether limits by the normal distribution hold for what strata say together (Mantel & Fleiss 1980): given how many were
 * exposed and how many had the outcome in each, the number of exposed with it could come out at least five lower, and five
 * higher, than is to be expected where nothing goes with the exposure.
 */
function hasEnoughOutcomes(tables: Iterable<FourfoldTable>): boolean {
  let [expected, least, most] = [0, 0, 0];
  for (const [a, b, c, d] of tables) {
    const [exposed, others, outcomes] = [a + b, c + d, a + c];
    if (exposed === 0 || others === 0) continue;
    expected += (exposed * outcomes) / (exposed + others);
    least += Math.max(0, outcomes - others);
    most += Math.min(exposed, outcomes);
  }
  return Math.min(expected - least, most - expected) >= fewestExpected;
}

function stratumOf(stratum: string, [a, b, c, d]: FourfoldTable): EffectStratum {
  const exposed = { successes: a, n: a + b };
  const others = { successes: c, n: c + d };
  if (exposed.n === 0 || others.n === 0) return { stratum, exposed, others };
  return { stratum, exposed, others, difference: a / exposed.n - c / others.n };
}

function sumOf(strata: readonly EffectStratum[], arm: 'exposed' | 'others'): Counted {
  return {
    successes: strata.reduce((sum, stratum) => sum + stratum[arm].successes, 0),
    n: strata.reduce((sum, stratum) => sum + stratum[arm].n, 0),
  };
}

function withLimits(difference: number, low: number, high: number): EffectDifference {
  // A width that is nothing but rounding is none.
  if (high - low < 1e-9) return { difference };
  return { difference, low: Math.max(-1, low), high: Math.min(1, high) };
}
