import { describe, expect, it } from '@jest/globals';
import { healthUnder } from './health-model.js';
import { healthModelV0 } from './health-model-v0.js';
import { healthSignals, signalWords } from './health-signals.js';

describe('the health model before any is published', () => {
  it('weighs every signal that is measured, and each has its definition in words', () => {
    expect(healthModelV0.map(({ signal }) => signal)).toEqual(healthSignals);
    expect(Object.keys(signalWords)).toEqual([...healthSignals]);
    for (const { weight, map } of healthModelV0) {
      expect(weight).toBeGreaterThan(0);
      expect(map).toEqual(map.toSorted((a, b) => a.raw - b.raw));
    }
  });

  it('shows a number of contact and complaints alone, and none of silence and complaints', () => {
    const contact = { silence: 1, trend: 1, complaints: 0 };
    expect(healthUnder(healthModelV0, contact)).toMatchObject({
      value: 50 + (3 * 30 + 2 * 20 + 2 * 30) / 7,
      coverage: 0.5,
    });
    expect(healthUnder(healthModelV0, { silence: 0, complaints: 0 }).value).toBeUndefined();
  });

  it('is best and worst where everything is', () => {
    const best = { silence: 1, trend: 4, promises: 1, answers: 10, complaints: 0, reply: 0, breadth: 9 };
    const worst = { silence: 0, trend: 0, promises: 0, answers: 0, complaints: 5, reply: 500, breadth: 0 };
    expect(healthUnder(healthModelV0, best).value).toBeGreaterThan(90);
    expect(healthUnder(healthModelV0, worst).value).toBeLessThan(5);
  });
});
