import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mulberry32 } from '../statistics/mulberry32.js';
import type { AttritionModel, Parameters } from './attrition-model.js';
import { bgNbd, mbgNbd, type BetaGeometricName } from './beta-geometric.js';
import { groupCustomers } from './customer-groups.js';
import { paretoNbd } from './pareto-nbd.js';
import type { RepeatTransactions } from './repeat-transactions.js';

const betaGeometric = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const pareto = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };

/** The three models behind one face, with their usual parameters. */
const models = [bound(bgNbd, betaGeometric), bound(mbgNbd, betaGeometric), bound(paretoNbd, pareto)];

function bound<Name extends string>(model: AttritionModel<Name>, parameters: Parameters<Name>) {
  return {
    name: model.name,
    alive: (history: RepeatTransactions) => model.chanceAlive(parameters, history),
    expected: (history: RepeatTransactions, t: number) => model.expectedTransactions(parameters, history, t),
    returns: (history: RepeatTransactions, t: number) => model.chanceOfReturn(parameters, history, t),
    likelihood: (history: RepeatTransactions) => Math.exp(model.logLikelihood(parameters, groupCustomers([history]))),
    with: (changed: Partial<Parameters<Name>>, history: RepeatTransactions) =>
      model.chanceAlive({ ...parameters, ...changed }, history),
  };
}

const histories = fc
  .record({
    x: fc.integer({ min: 0, max: 300 }),
    T: fc.double({ min: 1, max: 2_000, noNaN: true }),
    share: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  })
  .map(({ x, T, share }) => ({ x, tx: x === 0 ? 0 : T * share, T }));
const times = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 500, noNaN: true }));

describe.each(models)('$name', (model) => {
  it('gives chances that are chances, and fewer returns than transactions', () => {
    fc.assert(
      fc.property(histories, times, (history, t) => {
        const [alive, expected, returns] = [
          model.alive(history)!,
          model.expected(history, t)!,
          model.returns(history, t)!,
        ];
        expect(alive).toBeGreaterThanOrEqual(0);
        expect(alive).toBeLessThanOrEqual(1);
        expect(returns).toBeGreaterThanOrEqual(0);
        expect(returns).toBeLessThanOrEqual(alive);
        expect(returns).toBeLessThanOrEqual(expected * (1 + 1e-9) + 1e-15);
      }),
    );
  });

  it('expects more the longer it looks', () => {
    fc.assert(
      fc.property(histories, times, times, (history, one, other) => {
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)];
        expect(model.expected(history, later)!).toBeGreaterThanOrEqual(model.expected(history, sooner)! * (1 - 1e-12));
        expect(model.returns(history, later)!).toBeGreaterThanOrEqual(model.returns(history, sooner)! * (1 - 1e-12));
      }),
    );
  });

  it('knows no difference between a transaction and one at least when there is no time for two', () => {
    const history = { x: 3, tx: 20, T: 38 };
    expect(model.returns(history, 1e-4)! / model.expected(history, 1e-4)!).toBeCloseTo(1, 4);
    expect(model.expected(history, 0)).toBe(0);
    expect(model.returns(history, 0)).toBe(0);
  });

  it('says of a new customer who does not come for t what its likelihood says', () => {
    // P(none in t) is the likelihood of x = 0 over T = t.
    const start = { x: 0, tx: 0, T: 0 };
    for (const t of [0.5, 10, 200]) {
      expect(model.returns(start, t)).toBeCloseTo(1 - model.likelihood({ x: 0, tx: 0, T: t }), 12);
    }
  });

  it('has a likelihood that adds up to 1 for what can happen: none, or the next transaction at some time', () => {
    // One repeat at u, seen until u only: its density; the integral over u to t is P(at least one in t).
    const [steps, t] = [4_000, 30];
    let sum = 0;
    for (let i = 0; i <= steps; i++) {
      const weight = i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4;
      const u = Math.max(1e-9, (t * i) / steps);
      sum += weight * model.likelihood({ x: 1, tx: u, T: u });
    }
    const atLeastOne = (sum * t) / steps / 3;
    expect(atLeastOne).toBeCloseTo(1 - model.likelihood({ x: 0, tx: 0, T: t }), 8);
  });

  it('stays in bounds with 1,000 repeats and more', () => {
    expect(model.alive({ x: 1_000, tx: 10, T: 100 })).toBeCloseTo(0, 12);
    for (const x of [1_000, 100_000]) {
      const history = { x, tx: 100, T: 100 };
      expect(model.alive(history)).toBeGreaterThan(0.99);
      // A rate of about x / (α + 100) for a time in which hardly anyone leaves.
      expect(model.expected(history, 1)! / (x / 110)).toBeGreaterThan(0.9);
      expect(model.expected(history, 1)! / (x / 100)).toBeLessThan(1);
      expect(model.returns(history, 1)).toBeGreaterThan(0.99);
    }
  });

  it('has no answer for a history that can be none, for such parameters and for a time before now', () => {
    const sound = { x: 1, tx: 1, T: 2 };
    for (const flawed of [
      { x: -1, tx: 0, T: 1 },
      { x: 1, tx: 3, T: 2 },
      { x: 1, tx: 1, T: Number.NaN },
    ]) {
      expect(model.alive(flawed)).toBeUndefined();
      expect(model.expected(flawed, 1)).toBeUndefined();
      expect(model.returns(flawed, 1)).toBeUndefined();
    }
    expect(model.with({ r: 0 }, sound)).toBeUndefined();
    expect(model.with({ alpha: Number.NaN }, sound)).toBeUndefined();
    expect(model.with({ alpha: Infinity }, sound)).toBeUndefined();
    for (const t of [-1, Number.NaN, Infinity]) {
      expect(model.expected(sound, t)).toBeUndefined();
      expect(model.returns(sound, t)).toBeUndefined();
    }
  });
});

describe('the chance of being alive of who never came back', () => {
  it('is 1 for BG/NBD and below 1 for the others', () => {
    const never = { x: 0, tx: 0, T: 39 };
    expect(models.map((model) => model.alive(never) === 1)).toEqual([true, false, false]);
  });
});

/** The formula as it is printed, its ₂F₁ by the series: for a that is not 1 and a few repeats. */
function asPrinted(
  name: string,
  { r, alpha, a, b }: Parameters<BetaGeometricName>,
  { x, T }: RepeatTransactions,
  t: number,
) {
  const c = a + b + x - (name === 'bg-nbd' ? 1 : 0);
  const second = b + x + (name === 'bg-nbd' ? 0 : 1);
  const z = t / (alpha + T + t);
  let [term, series] = [1, 1];
  for (let n = 0; Math.abs(term) > 1e-18 * series; n++) {
    term *= ((r + x + n) * (second + n) * z) / ((c + n) * (n + 1));
    series += term;
  }
  return (c / (a - 1)) * (1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * series);
}

describe.each([bgNbd, mbgNbd])('the expectation of $name', (model) => {
  it('is the printed formula', () => {
    for (const a of [0.3, 0.793, 1.7, 6]) {
      for (const x of [0, 1, 5, 12]) {
        const parameters = { ...betaGeometric, a };
        const history = { x, tx: x === 0 ? 0 : 20, T: 38 };
        const expected = asPrinted(model.name, parameters, history, 39) * model.chanceAlive(parameters, history)!;
        expect(model.expectedTransactions(parameters, history, 39)! / expected).toBeCloseTo(1, 11);
      }
    }
  });

  it('has no gap at a = 1, nor where a + b + x = 1', () => {
    const history = { x: 2, tx: 20, T: 38 };
    const at = (a: number) => model.expectedTransactions({ ...betaGeometric, a }, history, 39)!;
    expect(at(1)).toBeCloseTo((at(1 - 1e-6) + at(1 + 1e-6)) / 2, 10);
    const atStart = (b: number) =>
      model.expectedTransactions({ ...betaGeometric, a: 0.4, b }, { x: 0, tx: 0, T: 0 }, 39)!;
    expect(atStart(0.6)).toBeCloseTo((atStart(0.6 - 1e-6) + atStart(0.6 + 1e-6)) / 2, 9);
  });

  it('is unknown where its series would never end', () => {
    for (const alpha of [1e-9, 1e-20, Number.MIN_VALUE]) {
      expect(model.expectedTransactions({ ...betaGeometric, alpha }, { x: 0, tx: 0, T: 0 }, 100)).toBeUndefined();
    }
  });
});

describe('Pareto/NBD', () => {
  it('foretells the share of returns among simulated customers', () => {
    const random = mulberry32(7);
    const exponential = (rate: number) => -Math.log1p(-random()) / rate;
    // Gamma rates of shape 2 and 1 are sums of exponential ones.
    const parameters = { r: 2, alpha: 20, s: 1, beta: 30 };
    let [came, told, variance] = [0, 0, 0];
    for (let i = 0; i < 3_000; i++) {
      const rate = exponential(20) + exponential(20);
      const lifetime = exponential(exponential(30));
      const days: number[] = [];
      for (let at = exponential(rate); at < Math.min(lifetime, 60); at += exponential(rate)) days.push(at);
      const before = days.filter((day) => day <= 40);
      const history = { x: before.length, tx: before.at(-1) ?? 0, T: 40 };
      const chance = paretoNbd.chanceOfReturn(parameters, history, 20)!;
      told += chance;
      variance += chance * (1 - chance);
      if (days.length > before.length) came++;
    }
    expect(Math.abs(came - told)).toBeLessThan(3 * Math.sqrt(variance));
  });
});
