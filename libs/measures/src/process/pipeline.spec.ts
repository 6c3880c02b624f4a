import { describe, expect, it } from '@jest/globals';
import { toldCase, type Told } from './case-testing.js';
import { pipelineOf, type Pipeline } from './pipeline.js';
import type { ProcessCase } from './process-case.js';
import { velocityOf, type DecidedCase } from './sales-velocity.js';

const day = 86_400_000;
const declared = { stages: ['a', 'b'], terminal: [] };
const deal = (worth: Told['worth'], ...more: readonly Told[]): ProcessCase =>
  toldCase([{ at: 0, activity: 'a', says: 'opened', worth }, ...more]);
const pipeline = (cases: readonly ProcessCase[], at = 100 * day): Pipeline => pipelineOf(cases, declared, at);

describe('the pipeline of a process', () => {
  it('adds what open cases are worth by currency and stage, never across currencies', () => {
    const found = pipeline([
      deal([100.1, 'EUR']),
      deal([0.2, 'EUR'], { at: 3, activity: 'b' }),
      deal([7, 'EUR'], { at: 3, activity: 'b' }),
      deal([5, 'USD']),
      toldCase([{ at: 0, activity: 'x', says: 'opened', worth: [1, 'USD'] }]),
    ]);
    const plain = found.currencies.map(({ currency, open, stages }) => [
      currency,
      open.cases,
      open.value,
      stages.map(({ stage, cases, value }) => [stage, cases, value.units + value.micros / 1e6]),
    ]);
    expect(plain).toEqual([
      [
        'EUR',
        3,
        { currency: 'EUR', units: 107, micros: 300_000 },
        [
          ['a', 1, 100.1],
          ['b', 2, 7.2],
          [null, 0, 0],
        ],
      ],
      [
        'USD',
        2,
        { currency: 'USD', units: 6, micros: 0 },
        [
          ['a', 1, 5],
          ['b', 0, 0],
          [null, 1, 1],
        ],
      ],
    ]);
  });

  it('takes the last that was said of a case, in that currency alone', () => {
    const changed = deal([5, 'USD'], { at: 4, activity: 'b', worth: [9, 'EUR'] });
    expect(pipeline([changed]).currencies).toMatchObject([{ currency: 'EUR', open: { value: { units: 9 } } }]);
    expect(pipeline([changed], 3).currencies).toMatchObject([{ currency: 'USD', open: { value: { units: 5 } } }]);
  });

  it('counts what has no amount, or none that can be used, and leaves out what is not open', () => {
    const found = pipeline([
      deal(undefined),
      deal([Number.NaN, 'EUR']),
      deal([5, 'EUR'], { at: 2, says: 'won' }),
      deal([5, 'EUR'], { at: 2, says: 'abandoned' }),
      toldCase([{ at: 0, activity: 'a', worth: [3, 'EUR'] }]),
    ]);
    expect(found).toMatchObject({ open: 2, withoutWorth: 2, undeclared: 1 });
    expect(found.currencies).toMatchObject([{ currency: 'EUR', open: { cases: 0, value: { units: 0, micros: 0 } } }]);
    expect(pipeline([])).toEqual({ currencies: [], open: 0, withoutWorth: 0, undeclared: 0 });
    expect(pipeline([deal([5, 'EUR'], { at: 2, says: 'abandoned' })]).currencies).toEqual([]);
  });

  it('makes a velocity out of the cases of one currency', () => {
    // Of ten in euros eight were won, each for 1,000 after 5 days; the open one is worth nothing like that.
    const won = deal([1000, 'EUR'], { at: 5 * day, says: 'won' });
    const lost = deal([9, 'EUR'], { at: 50 * day, says: 'lost' });
    const dollars = deal([9, 'USD'], { at: day, says: 'won' });
    const cases = [...Array<ProcessCase>(8).fill(won), lost, lost, deal([1, 'EUR']), deal([2, 'EUR']), dollars];
    expect(pipeline(cases).currencies).toMatchObject([
      {
        currency: 'EUR',
        velocity: {
          open: 2,
          winRate: { count: 8, of: 10, share: 0.8 },
          worth: { n: 8, mean: 1000 },
          cycleDays: { n: 8, mean: 5 },
          perDay: (2 * 0.8 * 1000) / 5,
        },
      },
      { currency: 'USD', velocity: { perDay: 'too-few' } },
    ]);
    expect(pipeline(cases, 4 * day).currencies[0]!.velocity.winRate.of).toBe(0);
  });
});

describe('sales velocity', () => {
  const decided = (won: number, lost: number, units: number, days: number): DecidedCase[] =>
    Array.from({ length: won + lost }, (_, i) => ({
      isWon: i < won,
      worth: { currency: 'EUR', units: i < won ? units : 1, micros: 0 },
      cycleMs: i < won ? days * day : 1,
    }));

  it('is that of worked examples', () => {
    // 50 open, a quarter won, 12,000 each, 90 days: 1,667 a day; 40 of 25,000: 2,778.
    expect(velocityOf(50, decided(5, 15, 12_000, 90)).perDay).toBeCloseTo(1666.667, 3);
    expect(velocityOf(40, decided(5, 15, 25_000, 90)).perDay).toBeCloseTo(2777.778, 3);
    expect(velocityOf(0, decided(5, 15, 25_000, 90)).perDay).toBe(0);
  });

  it('is none of too few decided cases, without any won, or in no time', () => {
    expect(velocityOf(50, decided(4, 5, 10, 1)).perDay).toBe('too-few');
    expect(velocityOf(50, decided(5, 5, 10, 1)).perDay).toBe(250);
    expect(velocityOf(50, decided(0, 10, 10, 1))).toMatchObject({
      perDay: 'none-won',
      worth: { n: 0, mean: undefined },
    });
    expect(velocityOf(50, decided(5, 5, 10, 0)).perDay).toBe('no-time');
    expect(velocityOf(50, []).perDay).toBe('too-few');
  });
});
