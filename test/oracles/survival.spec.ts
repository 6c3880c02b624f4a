import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  aalenJohansen,
  incidenceAtEnd,
  timeToIncidence,
  type CompetingOutcome,
} from '#measures/survival/aalen-johansen.js';
import { kaplanMeier, timeToShare } from '#measures/survival/kaplan-meier.js';
import { testData } from './test-data.js';

type KaplanMeierRow = readonly [time: number, atRisk: number, events: number, surviving: number, error: number];
type AalenJohansenRow = readonly [
  time: number,
  atRisk: number,
  replies: number,
  closed: number,
  replied: number,
  neverAnswered: number,
  stillOpen: number,
];

interface Golden {
  readonly kaplanMeier: readonly {
    readonly why: string;
    readonly observations: readonly (readonly [time: number, event: 0 | 1])[];
    readonly curve: readonly KaplanMeierRow[];
    readonly median: number | null;
    readonly q90: number | null;
  }[];
  readonly aalenJohansen: readonly {
    readonly why: string;
    readonly observations: readonly (readonly [time: number, outcome: 0 | 1 | 2])[];
    readonly curve: readonly AalenJohansenRow[];
    readonly medianReply: number | null;
    readonly repliedAtEnd: number | null;
    readonly neverAnsweredAtEnd: number | null;
    readonly stillOpenAtEnd: number | null;
  }[];
}

const golden = JSON.parse(readFileSync(testData('cx', 'golden', 'survival.json'), 'utf8')) as Golden;
const shareTolerance = 1e-12;
const errorTolerance = 1e-9;

function expectNear(actual: number | undefined, expected: number | null, absolute: number): void {
  if (expected === null) expect(actual).toBeUndefined();
  else expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(absolute);
}

describe('survival curves of the golden vectors', () => {
  it('are all there', () => {
    expect([golden.kaplanMeier.length, golden.aalenJohansen.length]).toEqual([13, 10]);
  });

  it.each(golden.kaplanMeier)('Kaplan-Meier: $why', ({ observations, curve, median, q90 }) => {
    const found = kaplanMeier(observations.map(([time, event]) => ({ time, happened: event === 1 })));
    expect(found.steps.map(({ time, atRisk, events }) => [time, atRisk, events])).toEqual(
      curve.map(([time, atRisk, events]) => [time, atRisk, events]),
    );
    curve.forEach(([, , , surviving, error], at) => {
      expectNear(found.steps[at]!.surviving, surviving, shareTolerance);
      expectNear(found.steps[at]!.standardError, error, error * errorTolerance);
    });
    expect(timeToShare(found, 0.5)).toBe(median ?? undefined);
    expect(timeToShare(found, 0.9)).toBe(q90 ?? undefined);
  });

  it.each(golden.aalenJohansen)('Aalen-Johansen: $why', (expected) => {
    const outcomes: readonly CompetingOutcome[] = ['censored', 'event', 'competing'];
    const found = aalenJohansen(expected.observations.map(([time, code]) => ({ time, outcome: outcomes[code]! })));
    expect(found.steps.map(({ time, atRisk, events, competing }) => [time, atRisk, events, competing])).toEqual(
      expected.curve.map(([time, atRisk, replies, closed]) => [time, atRisk, replies, closed]),
    );
    expected.curve.forEach(([, , , , replied, neverAnswered, stillOpen], at) => {
      expectNear(found.steps[at]!.eventIncidence, replied, shareTolerance);
      expectNear(found.steps[at]!.competingIncidence, neverAnswered, shareTolerance);
      expectNear(found.steps[at]!.free, stillOpen, shareTolerance);
    });
    const end = incidenceAtEnd(found);
    expectNear(end?.event, expected.repliedAtEnd, shareTolerance);
    expectNear(end?.competing, expected.neverAnsweredAtEnd, shareTolerance);
    expectNear(end?.free, expected.stillOpenAtEnd, shareTolerance);
    expect(timeToIncidence(found, 0.5)).toBe(expected.medianReply ?? undefined);
  });
});
