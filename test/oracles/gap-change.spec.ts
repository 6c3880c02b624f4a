import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { afterGap, noGaps, type GapChange } from '#measures/rhythm/gap-change.js';
import { testData } from './test-data.js';

const golden = JSON.parse(readFileSync(testData('cx', 'golden', 'cusum.json'), 'utf8')) as {
  readonly series: readonly {
    readonly why: string;
    readonly k: number;
    readonly r: number;
    readonly alpha: number;
    readonly gaps: readonly number[];
    readonly u: readonly (number | null)[];
    readonly z: readonly (number | null)[];
    readonly decline: readonly number[];
    readonly growth: readonly number[];
    readonly alarms: readonly (readonly [gap: number, kind: string])[];
  }[];
};

describe('a change of the gaps', () => {
  it('is tested against 20 series', () => expect(golden.series).toHaveLength(20));

  it.each(golden.series)('is found: $why, k = $k', ({ k, r, alpha, ...expected }) => {
    let state: GapChange = noGaps();
    const alarms: [number, string][] = [];
    for (const [i, gap] of expected.gaps.entries()) {
      const step = afterGap(state, { k, r, alpha }, gap);
      expectWithin(step.u, expected.u[i]!, 1e-10);
      expectWithin(step.z, expected.z[i]!, 1e-8);
      expectWithin(step.decline, expected.decline[i]!, 1e-7);
      expectWithin(step.growth, expected.growth[i]!, 1e-7);
      if (step.alarm) alarms.push([i, step.alarm]);
      // As a projection keeps it: a document goes through JSON between any two gaps.
      state = JSON.parse(JSON.stringify(step.state)) as GapChange;
    }
    expect(alarms).toEqual(expected.alarms);
  });
});

function expectWithin(actual: number | undefined, expected: number | null, tolerance: number): void {
  if (expected === null) expect(actual).toBeUndefined();
  else expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(tolerance);
}
