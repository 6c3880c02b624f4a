import { describe, expect, it } from '@jest/globals';
import { calibrationOf } from './calibration.js';

describe('calibration', () => {
  it('compares what was told with what came, bin by bin', () => {
    expect(calibrationOf([true, false, true, true], [0.25, 0.25, 0.75, 1])).toEqual({
      n: 4,
      brier: (0.5625 + 0.0625 + 0.0625) / 4,
      expectedCalibrationError: (2 * 0.25 + 0.25 + 0) / 4,
      bins: [
        { from: 0.2, to: 0.3, n: 2, meanForecast: 0.25, shareObserved: 0.5 },
        { from: 0.7, to: 0.8, n: 1, meanForecast: 0.75, shareObserved: 1 },
        { from: 0.9, to: 1, n: 1, meanForecast: 1, shareObserved: 1 },
      ],
    });
  });

  it('puts a sum of tenths into the bin that it is written in', () => {
    // 0.7 + 0.1 is a hair below 0.8.
    expect(calibrationOf([true], [0.7 + 0.1])!.bins[0]!.from).toBe(0.8);
  });

  it('is unknown of none, and of what is no chance', () => {
    expect(calibrationOf([], [])).toBeUndefined();
    expect(calibrationOf([true], [1.01])).toBeUndefined();
    expect(calibrationOf([true], [Number.NaN])).toBeUndefined();
  });
});
