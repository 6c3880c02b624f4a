import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aalenJohansen, incidenceAtEnd, timeToIncidence, type TimeToOutcome } from './aalen-johansen.js';
import { kaplanMeier } from './kaplan-meier.js';

const wait = fc.record({
  time: fc.nat(20),
  outcome: fc.constantFrom('event', 'competing', 'censored'),
}) as fc.Arbitrary<TimeToOutcome>;
const waits = fc.array(wait, { maxLength: 50 });

describe('the cumulative incidence of replies beside closing without one', () => {
  it('divides at each time what still waits', () => {
    // By hand: 4 wait; at 1 one is answered (¼); one is still open at 2; at 3 one of two left is closed (¾ · ½ = ⅜).
    const curve = aalenJohansen([
      { time: 1, outcome: 'event' },
      { time: 2, outcome: 'censored' },
      { time: 3, outcome: 'competing' },
      { time: 4, outcome: 'censored' },
    ]);
    expect(curve.steps).toEqual([
      { time: 1, atRisk: 4, events: 1, competing: 0, eventIncidence: 0.25, competingIncidence: 0, free: 0.75 },
      { time: 3, atRisk: 2, events: 0, competing: 1, eventIncidence: 0.25, competingIncidence: 0.375, free: 0.375 },
    ]);
    expect(incidenceAtEnd(curve)).toEqual({ event: 0.25, competing: 0.375, free: 0.375 });
    expect([timeToIncidence(curve, 0.25), timeToIncidence(curve, 0.5)]).toEqual([1, undefined]);
    expect(curve.observedUntil).toBe(4);
  });

  it('knows nothing of the end while all wait', () => {
    expect(incidenceAtEnd(aalenJohansen([{ time: 3, outcome: 'censored' }]))).toBeUndefined();
    expect(incidenceAtEnd(aalenJohansen([]))).toBeUndefined();
  });

  it('leaves out and counts what has no usable time', () => {
    const curve = aalenJohansen([
      { time: Number.NaN, outcome: 'event' },
      { time: -1, outcome: 'competing' },
      { time: 0, outcome: 'event' },
    ]);
    expect([curve.observed, curve.unusable, curve.steps.length]).toEqual([1, 2, 1]);
    expect([0, Number.NaN, 2].map((share) => timeToIncidence(curve, share))).toEqual(Array(3).fill(undefined));
  });

  it('adds up to everybody and never falls', () => {
    fc.assert(
      fc.property(waits, (all) => {
        let before = { eventIncidence: 0, competingIncidence: 0 };
        for (const step of aalenJohansen(all).steps) {
          expect(step.eventIncidence + step.competingIncidence + step.free).toBeCloseTo(1, 12);
          expect(step.eventIncidence).toBeGreaterThanOrEqual(before.eventIncidence);
          expect(step.competingIncidence).toBeGreaterThanOrEqual(before.competingIncidence);
          before = step;
        }
      }),
    );
  });

  it('leaves free whom Kaplan-Meier lets survive both, and is its complement when nothing competes', () => {
    fc.assert(
      fc.property(waits, (all) => {
        const free = aalenJohansen(all).steps.map((step) => step.free);
        const ends = kaplanMeier(all.map(({ time, outcome }) => ({ time, happened: outcome !== 'censored' })));
        ends.steps.forEach(({ surviving }, at) => expect(free[at]).toBeCloseTo(surviving, 12));
        const alone = all.filter(({ outcome }) => outcome !== 'competing');
        const single = kaplanMeier(alone.map(({ time, outcome }) => ({ time, happened: outcome === 'event' })));
        const incidence = aalenJohansen(alone).steps.map((step) => step.eventIncidence);
        single.steps.forEach(({ surviving }, at) => expect(incidence[at]).toBeCloseTo(1 - surviving, 12));
      }),
    );
  });
});
