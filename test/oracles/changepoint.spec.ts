import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { acceptedChanges, acceptStart, nothingAccepted, standingStarts } from '#measures/changes/accepted-changes.js';
import { addRun, normalGammaPriorOf, startRuns, type NormalGammaPrior } from '#measures/changes/run-lengths.js';
import {
  addToBaseline,
  addToSums,
  emptyBaseline,
  emptySums,
  selfStartingAlarms,
  standardise,
  type CusumAlarm,
} from '#measures/changes/self-starting-cusum.js';
import { testData } from './test-data.js';

interface Series {
  readonly name: string;
  readonly n: number;
  readonly values?: readonly number[];
  readonly selfStarting: {
    readonly z: readonly (number | null)[];
    readonly alarms: readonly CusumAlarm[];
    readonly alarmsIfBaselineGoesOn: readonly CusumAlarm[];
    readonly finalUp: number;
    readonly finalDown: number;
  };
  readonly bocpd: {
    readonly prior: {
      readonly mu0: number;
      readonly kappa0: number;
      readonly alpha0: number;
      readonly beta0: number;
      readonly hazard: number;
    };
    readonly modalRunLength: readonly number[];
    readonly modalProbability: readonly number[];
    readonly accepted: readonly { readonly changeIndex: number; readonly acceptedAt: number }[];
  };
}

const { series } = JSON.parse(readFileSync(testData('cx', 'golden', 'changepoint.json'), 'utf8')) as {
  readonly series: readonly Series[];
};
const zTolerance = 1e-7;
const probabilityTolerance = 1e-8;

function valuesOf({ name, values }: Series): readonly number[] {
  return values ?? readSeries(name);
}

function readSeries(name: string): readonly number[] {
  const file = JSON.parse(readFileSync(testData('cx', 'changepoint', `${name}.json`), 'utf8')) as {
    readonly series: readonly [{ readonly raw: readonly number[] }];
  };
  return file.series[0].raw;
}

function priorOf({ prior }: Series['bocpd']): NormalGammaPrior {
  return { mean: prior.mu0, kappa: prior.kappa0, alpha: prior.alpha0, beta: prior.beta0 };
}

describe('the self-starting CUSUM of the golden vectors', () => {
  it.each(series)('$name: alarms and onsets', (golden) => {
    expect(valuesOf(golden).length).toBe(golden.n);
    expect(selfStartingAlarms(valuesOf(golden))).toEqual(golden.selfStarting.alarms);
  });

  it.each(series)('$name: z, and the sums when the baseline goes on', (golden) => {
    const [baseline, sums] = [emptyBaseline(), emptySums()];
    const alarms = valuesOf(golden).flatMap((value, index) => {
      const z = standardise(baseline, value);
      addToBaseline(baseline, value);
      const expected = golden.selfStarting.z[index]!;
      if (expected === null) expect(z).toBeUndefined();
      else expect(Math.abs(z! - expected)).toBeLessThanOrEqual(zTolerance);
      return z === undefined ? [] : (addToSums(sums, z, index) ?? []);
    });
    expect(alarms).toEqual(golden.selfStarting.alarmsIfBaselineGoesOn);
    expect(sums.up).toBeCloseTo(golden.selfStarting.finalUp, 6);
    expect(sums.down).toBeCloseTo(golden.selfStarting.finalDown, 6);
  });
});

describe('the run lengths of the golden vectors', () => {
  it.each(series)('$name: the most probable one at each step', (golden) => {
    const runs = startRuns(priorOf(golden.bocpd), golden.bocpd.prior.hazard);
    valuesOf(golden).forEach((value, index) => {
      const { start, probability } = addRun(runs, value)!;
      const expected = golden.bocpd.modalProbability[index]!;
      expect([index, index + 1 - start]).toEqual([index, golden.bocpd.modalRunLength[index]]);
      expect(Math.abs(probability / expected - 1)).toBeLessThanOrEqual(probabilityTolerance);
    });
  });

  it.each(series)('$name: what is accepted', (golden) => {
    const runs = startRuns(priorOf(golden.bocpd), golden.bocpd.prior.hazard);
    const state = nothingAccepted();
    const found = valuesOf(golden).flatMap(
      (value, index) => acceptStart(state, addRun(runs, value)!.start, index) ?? [],
    );
    expect(found.map(({ start, acceptedAt }) => ({ changeIndex: start, acceptedAt }))).toEqual(golden.bocpd.accepted);
  });

  it.each(series)('$name: the prior is that of its first twenty values', (golden) => {
    const { mu0, beta0 } = golden.bocpd.prior;
    const { mean, kappa, alpha, beta } = normalGammaPriorOf(valuesOf(golden))!;
    expect([mean, kappa, alpha, beta].map((value) => Number(value.toPrecision(4)))).toEqual([mu0, 1, 1, beta0]);
  });
});

describe('series that people annotated', () => {
  const annotations = JSON.parse(readFileSync(testData('cx', 'changepoint', 'annotations.json'), 'utf8')) as Readonly<
    Record<string, Readonly<Record<string, readonly number[]>>>
  >;
  /** How near a change that a person marked counts as the same. */
  const margin = 5;
  const marked = (name: string): readonly number[] => Object.values(annotations[name]!).flat();
  const found = (name: string) => {
    const values = readSeries(name);
    return { cusum: selfStartingAlarms(values), bocpd: acceptedChanges(values)! };
  };

  it('of a step (quality_control_2, change at 97): both find it, and only it', () => {
    expect(marked('quality_control_2')).toEqual([98, 99, 97, 97]);
    const { cusum, bocpd } = found('quality_control_2');
    expect(cusum).toEqual([{ index: 99, direction: 'up', onset: 97 }]);
    expect(bocpd).toEqual([
      { start: 98, acceptedAt: 108 },
      { start: 97, acceptedAt: 118, corrects: 98 },
    ]);
    expect(standingStarts(bocpd)).toEqual([97]);
  });

  it('of nothing but noise (quality_control_5): nobody marked a change, and neither finds one', () => {
    expect(marked('quality_control_5')).toEqual([]);
    expect(found('quality_control_5')).toEqual({ cusum: [], bocpd: [] });
  });

  it('of a trend before a step (quality_control_1): both find the step, and the trend gives each a false one', () => {
    expect(marked('quality_control_1')).toEqual([143, 144, 144, 146, 144]);
    const { cusum, bocpd } = found('quality_control_1');
    const isMarked = (index: number): boolean =>
      marked('quality_control_1').some((person) => Math.abs(person - index) <= margin);
    expect(cusum.map(({ onset }) => onset)).toEqual([98, 143, 179]);
    expect(bocpd.map(({ start }) => start)).toEqual([98, 144]);
    expect([98, 143, 144, 179].map(isMarked)).toEqual([false, true, true, false]);
  });
});
