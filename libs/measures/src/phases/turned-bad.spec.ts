import { describe, expect, it } from '@jest/globals';
import type { Phase, PhaseEntry } from './phase.js';
import { turnedBad } from './turned-bad.js';

/** Phases with the instants at which they were detected; each began long before. */
function courseOf(...phases: readonly (readonly [Phase, number])[]) {
  const entries = phases.map(([phase, detectedAt]): PhaseEntry => ({
    phase,
    cause: null,
    reason: 'otherwise',
    onset: -1_000,
    detectedAt,
    begun: null,
    evidence: [],
  }));
  return { history: entries.slice(0, -1), phase: entries.at(-1)!, at: 500 };
}

describe('a relationship that turns bad behind an instant', () => {
  const course = courseOf(['establishment', 0], ['management', 10], ['deterioration', 50], ['recovery', 80]);

  it('comes into a bad phase behind it and no later than another, by when that could be told', () => {
    expect(turnedBad(course, 20, 50)).toBe(true);
    expect(turnedBad(course, 20, 49)).toBe(false);
    expect(turnedBad(course, 80, 400)).toBe(false);
    expect(turnedBad(courseOf(['growth', 0], ['dissolved', 50]), 49, 60)).toBe(true);
  });

  it('cannot come into one where it is in one, or before anything is known of it', () => {
    expect(turnedBad(course, 50, 400)).toBeUndefined();
    expect(turnedBad(course, 79, 400)).toBeUndefined();
    expect(turnedBad(course, -1, 400)).toBeUndefined();
    expect(turnedBad({ ...course, at: null }, 20, 50)).toBeUndefined();
  });
});
