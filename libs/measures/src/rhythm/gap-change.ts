import { normalQuantile } from '#measures/statistics/normal.js';
import { assertGap, type OperationalSpan, type Rhythm } from './rhythm.js';
import { shorterGapProbability } from './silence.js';

// Bound once, as in the statistics: a look-up costs more than the arithmetic under Jest.
const { max, min } = Math;

/**
 * The two-sided cumulative sum over the gaps of a relationship (Page 1954; for values standardised by what was known
 * before, Hawkins 1987). Grows gap by gap; plain JSON, so that a document can keep it.
 */
export interface GapChange extends OperationalSpan {
  readonly decline: number;
  readonly growth: number;
  /** How many gaps ago each sum was 0 last; 0 while it is. */
  readonly gapsInDecline: number;
  readonly gapsInGrowth: number;
}

/** Gaps that became longer, or shorter. */
export type GapChangeKind = 'decline' | 'growth';

/** What one more gap made of it. */
export interface GapChangeStep {
  readonly state: GapChange;
  /** The share of gaps that would have been shorter; undefined for the first three gaps, too early to tell. */
  readonly u: number | undefined;
  /** The same as a standard normal value, within ±3. */
  readonly z: number | undefined;
  /** The sums with this gap, before an alarm lets them begin again. */
  readonly decline: number;
  readonly growth: number;
  readonly alarm: GapChangeKind | undefined;
  /** With an alarm: the gap (the first is 0) with which the sum last left 0; there the change is thought to begin. */
  readonly onsetGap: number | undefined;
}

/** A sum grows by what lies beyond this much of a standard deviation. */
const slack = 0.5;
const greatestZ = 3;
/** The first gaps are not judged. */
export const gapsBefore = 3;
const declineLimit = 5;
const growthLimit = 7;

/** The sums before the first gap. */
export function noGaps(): GapChange {
  return { gaps: 0, operationalDays: 0, decline: 0, growth: 0, gapsInDecline: 0, gapsInGrowth: 0 };
}

/**
 * Takes one more completed gap g into the sums (definitions.md §1.3): u = I_{g/(α+t+g)}(k, r + k·x) from the x gaps of
 * sum t before it, z = Φ⁻¹(u) within ±3; decline = max(0, decline + z − ½) and growth = max(0, growth − z − ½). A sum
 * that exceeds 5 (decline) or 7 (growth) is an alarm, and both begin again; x and t go on. What an alarm is worth says
 * `gapChangePower`.
 *
 * @param gapDays in operational days
 * @throws RangeError for a rhythm that is none or a gap that is below 0 or not finite
 */
export function afterGap(state: GapChange, rhythm: Rhythm, gapDays: number): GapChangeStep {
  assertGap(gapDays);
  const gaps = state.gaps + 1;
  const operationalDays = state.operationalDays + gapDays;
  if (state.gaps < gapsBefore) {
    const next = { ...state, gaps, operationalDays };
    return { state: next, u: undefined, z: undefined, decline: 0, growth: 0, alarm: undefined, onsetGap: undefined };
  }
  const u = shorterGapProbability(rhythm, state, gapDays);
  const z = min(greatestZ, max(-greatestZ, normalQuantile(u)));
  const decline = max(0, state.decline + z - slack);
  const growth = max(0, state.growth - z - slack);
  const gapsInDecline = decline > 0 ? state.gapsInDecline + 1 : 0;
  const gapsInGrowth = growth > 0 ? state.gapsInGrowth + 1 : 0;
  // Never both: a gap that adds to one sum takes from the other.
  const alarm = decline > declineLimit ? 'decline' : growth > growthLimit ? 'growth' : undefined;
  if (alarm === undefined) {
    const next = { gaps, operationalDays, decline, growth, gapsInDecline, gapsInGrowth };
    return { state: next, u, z, decline, growth, alarm, onsetGap: undefined };
  }
  const onsetGap = gaps - (alarm === 'decline' ? gapsInDecline : gapsInGrowth);
  return { state: { ...noGaps(), gaps, operationalDays }, u, z, decline, growth, alarm, onsetGap };
}
