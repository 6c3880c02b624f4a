/** Forecasts between two chances, and how often what they forecast came. */
export interface CalibrationBin {
  /** The chances that fall in it: from … below to; the last one holds 1 as well. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly meanForecast: number;
  readonly shareObserved: number;
}

export interface Calibration {
  readonly n: number;
  /** Mean squared error of the chances (Brier 1950): 0 is perfect, 0.25 is a coin. */
  readonly brier: number;
  /** Mean distance of forecast and share, weighted by the forecasts of a bin (Naeini, Cooper & Hauskrecht 2015). */
  readonly expectedCalibrationError: number;
  /** Those of the ten equal bins that hold a forecast. */
  readonly bins: readonly CalibrationBin[];
}

const binCount = 10;

/**
 * Whether chances mean what they say: of those told 30 %, did 30 % come?
 * @param outcomes whether what was forecast came
 * @param forecasts its chance, 0 to 1, as many
 * @returns undefined when there is none, or one that is no chance
 */
export function calibrationOf(outcomes: readonly boolean[], forecasts: readonly number[]): Calibration | undefined {
  const n = forecasts.length;
  if (n === 0 || !forecasts.every((p) => p >= 0 && p <= 1)) return undefined;
  const counts = Array.from({ length: binCount }, () => ({ n: 0, forecast: 0, came: 0 }));
  let squares = 0;
  for (const [i, p] of forecasts.entries()) {
    const came = outcomes[i] ? 1 : 0;
    squares += (p - came) ** 2;
    // A chance like 0.3, a sum of tenths a hair too low, belongs to the bin that it is written in.
    const bin = counts[Math.min(binCount - 1, Math.floor(binCount * p + 1e-9))]!;
    bin.n++;
    bin.forecast += p;
    bin.came += came;
  }
  const bins = counts.flatMap(({ n, forecast, came }, i) =>
    n === 0
      ? []
      : [{ from: i / binCount, to: (i + 1) / binCount, n, meanForecast: forecast / n, shareObserved: came / n }],
  );
  const distance = bins.reduce((sum, bin) => sum + bin.n * Math.abs(bin.meanForecast - bin.shareObserved), 0);
  return { n, brier: squares / n, expectedCalibrationError: distance / n, bins };
}
