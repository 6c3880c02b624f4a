import { z95 } from './normal.js';

/** One stratum: `[a, b, c, d]`, those of arm 1 with and without the outcome, then those of arm 0. Whole, 0 or more. */
export type FourfoldTable = readonly [a: number, b: number, c: number, d: number];

/** What strata say together; what is undefined or infinite is `undefined`. */
export interface MantelHaenszel {
  /** Share of arm 1 less share of arm 0, −1 to 1, the strata weighted. Undefined when no stratum has both arms. */
  readonly riskDifference: number | undefined;
  readonly seGreenlandRobins: number | undefined;
  readonly seSato: number | undefined;
  /** 95 % limits by Sato's error, not cut to −1 and 1. */
  readonly rdLow: number | undefined;
  readonly rdHigh: number | undefined;
  /** Undefined where it would be infinite, or 0 divided by 0. */
  readonly oddsRatio: number | undefined;
  /** Of its natural logarithm; undefined where the odds ratio is, and where it is 0. */
  readonly seLnOddsRatio: number | undefined;
  /** Of the sum of all strata, those with an empty arm too. */
  readonly crudeRiskDifference: number | undefined;
  readonly crudeOddsRatio: number | undefined;
  /** The difference in each stratum that has both arms, in their order. */
  readonly perStratum: readonly number[];
  /** Whether the weighted difference and the crude one have opposite signs: Simpson's paradox. */
  readonly reverses: boolean;
}

/**
 * Compares two arms within strata and adds up what they say (Mantel & Haenszel 1959). Difference: Σ w(p₁−p₀)/Σ w with
 * w = n₁n₀/N (Cochran 1954), its error by Greenland & Robins 1985 and by Sato 1989, which stays right both for few large
 * strata and for many small ones. Odds ratio: Σ(ad/N)/Σ(bc/N), the error of its logarithm by Robins, Breslow & Greenland
 * 1986. A stratum with an empty arm compares nothing and gives nothing, save to the crude values.
 *
 * @throws RangeError when a count is not whole or below 0
 */
export function mantelHaenszel(strata: readonly FourfoldTable[]): MantelHaenszel {
  for (const table of strata) {
    if (table.some((count) => !Number.isSafeInteger(count) || count < 0)) {
      throw new RangeError(`The counts of a stratum must be whole and not below 0, not ${table.join(', ')}.`);
    }
  }
  const usable = strata.filter(([a, b, c, d]) => a + b > 0 && c + d > 0);
  const crude = sumOf(strata);
  const crudeRiskDifference = differenceIn(crude);
  const { difference, isZero, ...errors } = weightedDifference(usable);
  return {
    riskDifference: difference,
    ...errors,
    ...weightedOdds(usable),
    crudeRiskDifference,
    crudeOddsRatio: finite((crude[0] * crude[3]) / (crude[1] * crude[2])),
    perStratum: usable.map((table) => differenceIn(table)!),
    reverses:
      difference !== undefined &&
      crudeRiskDifference !== undefined &&
      !isZero &&
      Math.sign(difference) * Math.sign(crudeRiskDifference) === -1,
  };
}

function sumOf(strata: readonly FourfoldTable[]): FourfoldTable {
  const sum: [number, number, number, number] = [0, 0, 0, 0];
  for (const table of strata) for (let i = 0; i < 4; i++) sum[i]! += table[i]!;
  return sum;
}

function differenceIn([a, b, c, d]: FourfoldTable): number | undefined {
  return finite(a / (a + b) - c / (c + d));
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** @param usable strata with both arms */
function weightedDifference(usable: readonly FourfoldTable[]) {
  let weights = 0;
  let sum = 0;
  let size = 0;
  let satoP = 0;
  let satoQ = 0;
  let greenlandRobins = 0;
  for (const [a, b, c, d] of usable) {
    const [n1, n0, n] = [a + b, c + d, a + b + c + d];
    weights += (n1 * n0) / n;
    sum += (a * n0 - c * n1) / n;
    size += (a * n0 + c * n1) / n;
    satoP += (n1 * n1 * c - n0 * n0 * a + (n1 * n0 * (n0 - n1)) / 2) / (n * n);
    satoQ += (a * d + b * c) / (2 * n);
    greenlandRobins += ((a * b * n0 * n0) / n1 + (c * d * n1 * n1) / n0) / (n * n);
  }
  if (usable.length === 0) {
    const none = undefined;
    return { difference: none, isZero: true, seGreenlandRobins: none, seSato: none, rdLow: none, rdHigh: none };
  }
  const difference = sum / weights;
  // Where everyone of both arms fared alike, rounding must not turn 0 into less.
  const seSato = Math.sqrt(Math.max(0, difference * satoP + satoQ)) / weights;
  return {
    difference,
    // Parts that cancel leave a rest of the size of their rounding: it has no sign.
    isZero: Math.abs(sum) <= 1e-12 * size,
    seGreenlandRobins: Math.sqrt(greenlandRobins) / weights,
    seSato,
    rdLow: difference - z95 * seSato,
    rdHigh: difference + z95 * seSato,
  };
}

/** @param usable strata with both arms */
function weightedOdds(usable: readonly FourfoldTable[]) {
  let r = 0;
  let s = 0;
  let pr = 0;
  let psAndQr = 0;
  let qs = 0;
  for (const [a, b, c, d] of usable) {
    const n = a + b + c + d;
    const [p, q, ofR, ofS] = [(a + d) / n, (b + c) / n, (a * d) / n, (b * c) / n];
    r += ofR;
    s += ofS;
    pr += p * ofR;
    psAndQr += p * ofS + q * ofR;
    qs += q * ofS;
  }
  return {
    oddsRatio: finite(r / s),
    seLnOddsRatio: finite(Math.sqrt(pr / (2 * r * r) + psAndQr / (2 * r * s) + qs / (2 * s * s))),
  };
}
