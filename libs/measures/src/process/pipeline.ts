import type { Instant } from '#core/time.js';
import { addMoney, moneyOf, type Money } from '../contracts/money.js';
import { caseBeganAt, endingOf, standingOf } from './case-standing.js';
import type { DeclaredFunnel } from './funnel.js';
import { caseBy, type ProcessCase } from './process-case.js';
import { velocityOf, type DecidedCase, type Velocity } from './sales-velocity.js';
import { stageOrder, stageWayOf } from './stage-visits.js';

/** Open cases and what they are worth together. */
export interface OpenValue {
  readonly cases: number;
  readonly value: Money;
}

export interface PipelineOfCurrency {
  readonly currency: string;
  readonly open: OpenValue;
  /** The same by the stage that they are in now, in the order of the stages; at last, as null, those in none. */
  readonly stages: readonly (OpenValue & { readonly stage: string | null })[];
  readonly velocity: Velocity;
}

export interface Pipeline {
  /** In the order of their names. Amounts are never added across them. */
  readonly currencies: readonly PipelineOfCurrency[];
  /** Cases that are open and have no outcome. */
  readonly open: number;
  /** Those of them of which no amount is known, or none that can be used: they are in no currency. */
  readonly withoutWorth: number;
  /** Cases without an outcome of which nothing says whether they are open: their worth is in none of the figures. */
  readonly undeclared: number;
}

/**
 * What the open cases of a process are worth as of an instant, by currency and stage, and how fast value comes out of them.
 * A case is worth what was last said of it, in that currency alone.
 *
 * @param declared as it is valid then
 * @throws LedgerError `invalid` without a stage, where one is named twice, or an activity tells several outcomes
 */
export function pipelineOf(cases: Iterable<ProcessCase>, declared: DeclaredFunnel, at: Instant): Pipeline {
  const order = stageOrder(declared.stages);
  const ending = endingOf(declared);
  const worthy = new Map<string, Worthy>();
  const totals = { open: 0, withoutWorth: 0, undeclared: 0 };
  for (const whole of cases) {
    const one = caseBy(whole, at);
    if (one === undefined) continue;
    const { state, outcome } = standingOf(one, ending);
    const isOpen = outcome === undefined && state === 'open';
    if (isOpen) totals.open++;
    else if (outcome === undefined && state === 'undeclared') totals.undeclared++;
    const last = one.worths.at(-1);
    const worth = moneyOf(last?.amount, last?.currency);
    if (worth === undefined) {
      totals.withoutWorth += Number(isOpen);
      continue;
    }
    const isDecided = outcome?.outcome === 'won' || outcome?.outcome === 'lost';
    if (!isOpen && !isDecided) continue;
    if (!worthy.has(worth.currency)) worthy.set(worth.currency, { open: [], decided: [] });
    const { open, decided } = worthy.get(worth.currency)!;
    if (isDecided)
      decided.push({ isWon: outcome.outcome === 'won', worth, cycleMs: outcome.since - caseBeganAt(one)! });
    else open.push({ stage: stageWayOf(one.trace, order).visits.at(-1)?.stage, worth });
  }
  const currencies = [...worthy.keys()].sort().map((currency) => {
    const { open, decided } = worthy.get(currency)!;
    const valueOf = (cases: readonly OpenCase[]): OpenValue => openValue(currency, cases);
    const inNone = { stage: null, ...valueOf(open.filter(({ stage }) => stage === undefined)) };
    const stages = order.stages.map((stage, place) => ({
      stage,
      ...valueOf(open.filter((one) => one.stage === place)),
    }));
    return { currency, open: valueOf(open), stages: [...stages, inNone], velocity: velocityOf(open.length, decided) };
  });
  return { currencies, ...totals };
}

/** The cases of one currency. */
interface Worthy {
  readonly open: OpenCase[];
  readonly decided: DecidedCase[];
}

interface OpenCase {
  /** The place of its stage; undefined where it is in none. */
  readonly stage: number | undefined;
  readonly worth: Money;
}

function openValue(currency: string, cases: readonly OpenCase[]): OpenValue {
  const value = cases.reduce<Money>((sum, { worth }) => addMoney([sum], worth)[0]!, { currency, units: 0, micros: 0 });
  return { cases: cases.length, value };
}
