import { describe, expect, it } from '@jest/globals';
import { bottlenecksOf } from './bottlenecks.js';
import { stepsCase } from './case-testing.js';
import { effortTermsOf } from './customer-effort.js';
import type { ProcessCase } from './process-case.js';

const terms = effortTermsOf({
  terminal: ['z'],
  reopening: ['r'],
  waiting: [
    { activity: 'q', whom: 'customer' },
    { activity: 's', whom: 'supplier' },
  ],
});

/** 20 cases that waited 1000, 2000 … 20000 ms behind `b`, all over by 30000. */
const usual = Array.from({ length: 20 }, (_, i) => stepsCase(`a0 b${100 + i} z${100 + i + 1000 * (i + 1)}`));

const keyed = (...cases: readonly ProcessCase[]) => cases.map((one, i) => ({ key: `k${i}`, one }));

function found(...asked: Parameters<typeof bottlenecksOf>) {
  const looking = bottlenecksOf(...asked);
  for (;;) {
    const step = looking.next();
    if (step.done === true) return step.value;
  }
}

describe('a bottleneck', () => {
  it('is an activity behind which cases wait for longer than is usual', () => {
    const cases = [...usual, stepsCase('a0 b200'), stepsCase('a0 b21000'), stepsCase('a0 q1')];
    // The 90th percentile of 1 … 20 s is 18.1 s: 20 s since 200, and 9 s since 21000 of which not all 20 began later.
    expect(found(keyed(...cases), terms, 30_000)).toEqual([
      {
        activity: 'b',
        whom: 'us',
        waiting: 2,
        over: 20,
        stuck: [{ key: 'k20', since: 200, waited: 29.8, p90: 18.1 }],
      },
    ]);
  });

  it('is none of what nobody can compare, or of what waits for the customer', () => {
    expect(found(keyed(...usual.slice(1), stepsCase('a0 b200')), terms, 30_000)).toEqual([
      expect.objectContaining({ activity: 'b', waiting: 1, over: 19, stuck: [] }),
    ]);
    expect(found(keyed(...usual, stepsCase('a0 q200')), terms, 90_000)).toEqual([]);
    expect(found(keyed(stepsCase('a0 s200')), terms, 90_000)).toEqual([
      expect.objectContaining({ activity: 's', whom: 'supplier', waiting: 1 }),
    ]);
    expect(found(keyed(stepsCase('a0 b200')), effortTermsOf({ terminal: [] }), 90_000)).toEqual([]);
  });

  it('is told as it was: by what had been over, and had not', () => {
    const cases = keyed(...usual, stepsCase('a0 b200 z40000'));
    expect(found(cases, terms, 30_000)[0]!.stuck).toHaveLength(1);
    expect(found(cases, terms, 15_000)[0]).toMatchObject({ waiting: 7, over: 14, stuck: [] });
    expect(found(cases, terms, 40_000)).toEqual([]);
  });

  it('counts no time between an end and a reopening', () => {
    const [behind] = found(keyed(stepsCase('a0 z10 r500')), terms, 900);
    expect(behind).toMatchObject({ activity: 'r', waiting: 1, over: 0 });
    const behindA = found(keyed(stepsCase('a0 z10 r500 a510')), terms, 900).find(({ activity }) => activity === 'a');
    expect(behindA).toMatchObject({ waiting: 1, over: 1 });
  });

  it('rests behind each case and each activity, however many there are', () => {
    const looking = bottlenecksOf(keyed(...usual, stepsCase('a0 b200')), terms, 30_000);
    let rests = 0;
    while (looking.next().done !== true) rests++;
    expect(rests).toBe(21 + 2);
  });
});
