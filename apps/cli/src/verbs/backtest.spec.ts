import { afterEach, describe, expect, it } from '@jest/globals';
import type { BackTestAnswer, CutAnswer } from '#workspace/prediction/back-test-answers.js';
import { lines, run, serve } from '../testing.js';

const difference = { difference: -0.001, low: -0.007, median: -0.001, high: 0.009, replicates: 1000, redrawn: 0 };
const against = [{ baseline: 'recency', area: 0.771, difference }];
const precision = [{ capacity: 10, among: 20, expected: 0.9 }];
const cut: CutAnswer = {
  cut: '1997-09-30',
  members: 2_357,
  unusable: { merged: 3, erased: 1 },
  notYetBegun: 0,
  alreadyLeft: 12,
  outcomes: { 'left': 1_673, 'stayed': 600, 'not-yet-known': 80, 'feed-down': 4 },
  baselines: [
    {
      predictor: 'recency',
      rankings: [{ ranking: 'recency', scored: 2_273, unscored: 0, area: 0.771, against: [], precision }],
    },
  ],
  predictors: [
    {
      predictor: 'bg-nbd',
      rankings: [
        {
          ranking: 'bg-nbd expected',
          scored: 2_273,
          unscored: 0,
          area: 0.7725,
          against,
          verdict: 'does-not-beat',
          precision,
        },
      ],
      calibration: {
        n: 2_273,
        brier: 0.161,
        expectedCalibrationError: 0.05,
        bins: [{ from: 0.2, to: 0.3, n: 2_273, meanForecast: 0.25, shareObserved: 0.3 }],
      },
    },
    { predictor: 'silence', noFit: 'too-few-pairs', rankings: [] },
  ],
};
const answer: BackTestAnswer = {
  asked: { horizon: { leastDays: 180, meanGaps: 4 }, capacities: [10], seed: 1, replicates: 1_000 },
  head: 9_000,
  span: { from: '1997-01-01', through: '1998-06-30' },
  relationships: 2_357,
  acts: 6_919,
  claimedActs: 6_919,
  withheld: 2,
  cuts: [cut],
  overall: [
    { ranking: 'bg-nbd expected', cuts: 1, against: [{ baseline: 'recency', difference }], verdict: 'does-not-beat' },
  ],
  alarms: {
    flags: 30,
    right: 20,
    wrong: 6,
    notYetKnown: 4,
    relationshipYears: 100,
    wrongPerYear: 0.06,
    leadDays: { low: 80, median: 100, high: 120 },
  },
  verdict: { beats: [], sentence: 'Nothing beats the naive baselines on this ledger at the one cut.' },
};

describe('backtest', () => {
  const given = { environment: { TEND_TOKEN: 't' } };
  let server: Awaited<ReturnType<typeof serve>>;
  afterEach(() => server.close());
  const ask = async (result: BackTestAnswer, ...words: readonly string[]) => {
    server = await serve({ 'POST /backtest': lines({ progress: { stage: 'cuts', done: 0, total: 1 } }, { result }) });
    return run(['backtest', ...words, '--server', server.url], given);
  };

  it('tells what was asked, what each ranking is worth, and ends with a sentence', async () => {
    const words = ['--cut', '1997-09-30', '--cut', '1997-12-31', '--horizon', '273', '--capacity', '10', '--seed', '4'];
    const { stdout, status } = await ask(answer, ...words, '--replicates', '200');
    expect(status).toBe(0);
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({
      cuts: ['1997-09-30', '1997-12-31'],
      horizonDays: 273,
      capacities: [10],
      seed: 4,
      replicates: 200,
    });
    expect(stdout).toContain('2,357 relationships, 6,919 acts of theirs from 1997-01-01 through 1998-06-30.');
    expect(stdout).toContain('When 6,919 of these acts were known is claimed by their source');
    expect(stdout).toContain('2 relationships may not be analysed and are left out.');
    expect(stdout).toContain(
      '1997-09-30: 2,357 relationships (besides 12 gone already, 3 merged later, 1 erased); 1,673 left, 600 stayed, 80 not yet known, 4 unknown, a feed was down\n',
    );
    expect(stdout).toMatch(/recency +0\.7710 +– +baseline +90 % of 20/);
    expect(stdout).toMatch(/bg-nbd expected +0\.7725 +−0\.0010 \(−0\.0070 to \+0\.0090\) +does not beat/);
    expect(stdout).toContain('bg-nbd: chances of 2,273, Brier 0.161, off by 5 % on average; told→came 25 %→30 %\n');
    expect(stdout).toContain('silence: no fit, too-few-pairs\n');
    expect(stdout).toContain('30 alarms; 20 left, 6 stayed, 4 not yet known.');
    expect(stdout).toContain('False alarms for each relationship and year: 0.060.');
    expect(stdout).toContain('100 days before it was plain that somebody had left (half of them 80 days to 120 days).');
    expect(stdout).not.toContain('cuts together');
    expect(stdout.endsWith(`\n${answer.verdict.sentence}\n`)).toBe(true);
  });

  it('tells of several cuts what they say together, and answers machines', async () => {
    const two = { ...answer, cuts: [cut, { ...cut, cut: '1997-12-31' }] };
    expect((await ask(two)).stdout).toMatch(/All 2 cuts together[^]*bg-nbd expected +−0\.0010 .*does not beat/);
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({});
    await server.close();
    expect(JSON.parse((await ask(two, '--json')).stdout)).toEqual(two);
  });

  it('tells of an empty ledger that there is nothing to tell', async () => {
    const { span: _none, ...rest } = answer;
    const sentence = 'The ledger is too short to tell.';
    const { stdout } = await ask({
      ...rest,
      acts: 0,
      claimedActs: 0,
      withheld: 0,
      cuts: [],
      verdict: { beats: [], sentence },
    });
    expect(stdout).toContain('There is no act of theirs.');
    expect(stdout).not.toContain('Alarms');
    expect(stdout.endsWith(`${sentence}\n`)).toBe(true);
  });

  it('refuses words that are no numbers', async () => {
    expect(await ask(answer, '--capacity', 'ten')).toMatchObject({ status: 2 });
    await server.close();
    expect(await ask(answer, '--replicates', '5')).toMatchObject({ status: 2 });
  });
});
