import { beforeAll, describe, expect, it } from '@jest/globals';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { refusalOf } from '../testing.js';
import type { BackTestAnswer, BackTestQuery } from './back-test-answers.js';
import { usualCuts } from './back-test-cuts.js';
import { backTestOf } from './back-testing.js';
import { judge } from './judging.js';
import { TestLedger } from './prediction-testing.js';

const day = (text: string) => Date.parse(text) / 86_400_000;
const [begin, end] = [day('2020-01-01'), day('2023-01-01')];

/** Regulars of three days or of sixty; half of the quick ones stop. Recency is misled by the slow ones. */
async function portfolio(): Promise<TestLedger> {
  const random = mulberry32(5);
  const orders: [day: number, party: number][] = [];
  for (let party = 1; party <= 60; party++) {
    const pace = party % 2 === 0 ? 8 : 80;
    const stops = party % 4 === 0 ? begin + 300 + 500 * random() : end;
    for (let at = begin + Math.floor(60 * random()); at < stops; at += Math.max(1, Math.round(pace * (0.5 + random()))))
      orders.push([at, party]);
  }
  const made = new TestLedger();
  for (const [at, party] of orders.sort(([one], [other]) => one - other)) await made.orders(party, at);
  return made;
}

describe('a back-test of a ledger', () => {
  let made: TestLedger;
  let found: BackTestAnswer;
  const ask = (query: BackTestQuery, work = {}) => backTestOf(made.workspaceOn(end + 1), query, work);
  beforeAll(async () => {
    made = await portfolio();
    found = await ask({ replicates: 200 });
  });

  it('cuts three times where an outcome can be known, and says what it found there', () => {
    const { from, through } = found.span!;
    const cuts = usualCuts({ from: day(from), through: day(through) }, 180);
    expect(found.cuts.map(({ cut }) => day(cut))).toEqual(cuts);
    expect(cuts).toHaveLength(3);
    expect(found).toMatchObject({ relationships: 60, claimedActs: 0, withheld: 0 });
    expect(found.asked).toEqual({
      horizon: { leastDays: 180, meanGaps: 4 },
      capacities: [10],
      seed: 1,
      replicates: 200,
    });
    expect(found.overall.find(({ ranking }) => ranking === 'silence')!.verdict).toBe('beats');
    expect(found.verdict.beats).toContain('silence');
    expect(found.verdict.sentence).toMatch(/^Of \d+ rankings .*silence.* both naive baselines/);
    expect(found.alarms.right).toBeGreaterThan(0);
  });

  it('gives the same again, and of the same seed only', async () => {
    const query = { cuts: ['2021-06-30'], horizonDays: 120, capacities: [3, 5], seed: 7, replicates: 100 };
    const again = await ask(query);
    expect(await ask(query)).toEqual(again);
    expect(again.asked).toMatchObject({ horizon: { leastDays: 120, meanGaps: 0 }, capacities: [3, 5] });
    expect((await ask({ ...query, seed: 8 })).overall).not.toEqual(again.overall);
  });

  it('says what is not yet known, and that a ledger is too short', async () => {
    const late = await ask({ cuts: ['2022-12-20'], replicates: 100 });
    expect(late.cuts[0]!.outcomes).toMatchObject({ left: 0, stayed: 0 });
    expect(late.verdict).toEqual({ beats: [], sentence: expect.stringMatching(/^There is not enough/) });
    const short = new TestLedger();
    await short.orders(1, 10, 20);
    expect((await backTestOf(short.workspaceOn(30), {}, {})).verdict.sentence).toMatch(/too short/);
    const empty = await backTestOf(new TestLedger().workspaceOn(30), {}, {});
    expect(empty).toMatchObject({ relationships: 0, acts: 0, cuts: [], overall: [] });
    expect(empty).not.toHaveProperty('span');
  });

  it.each<BackTestQuery>([
    { cuts: ['soon'] },
    { cuts: ['2100-01-01'] },
    { horizonDays: 0 },
    { capacities: [] },
    { capacities: [0] },
    { replicates: 10 },
    { seed: 1.5 },
  ])('refuses %j', async (query) => {
    expect(await refusalOf(() => ask(query))).toMatchObject({ code: 'invalid', violations: [expect.anything()] });
  });

  it('is done once at a time, and can be stopped', async () => {
    const first = ask({ replicates: 100 });
    expect(await refusalOf(() => ask({}))).toMatchObject({ code: 'busy' });
    await first;
    const stopped = { signal: AbortSignal.abort() };
    expect(await refusalOf(() => ask({}, stopped))).toMatchObject({ code: 'cancelled' });
  });

  it('ends its thread when it is stopped, and says when that ended by itself', async () => {
    const horizon = { leastDays: 180, meanGaps: 4 };
    const task = { histories: [], cuts: [1], knownUntil: 10, horizon, capacities: [1], seed: 1, replicates: 100 };
    const thread = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
    const stopping = new AbortController();
    const never = judge(task, { signal: stopping.signal }, thread('setInterval(() => {}, 1000)'));
    stopping.abort();
    expect(await refusalOf(() => never)).toMatchObject({ code: 'cancelled' });
    expect(await refusalOf(() => judge(task, {}, thread('')))).toMatchObject({ code: 'unavailable' });
    const told: number[] = [];
    const answering = `import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ cuts: 1 }); parentPort.postMessage({ found: 5 });`;
    expect(await judge(task, { progress: ({ done }) => void told.push(done) }, thread(answering))).toBe(5);
    expect(told).toEqual([0, 1]);
  });
});
