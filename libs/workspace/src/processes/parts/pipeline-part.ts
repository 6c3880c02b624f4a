import type { Pieces } from '#core/pieces.js';
import { amountOf } from '#measures/contracts/money.js';
import { outcomesOf } from '#measures/process/outcomes.js';
import { pipelineOf, type OpenValue, type PipelineOfCurrency } from '#measures/process/pipeline.js';
import type { MeanOf, Velocity } from '#measures/process/sales-velocity.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import { declaredStages } from './declared-stages.js';
import type { PipelineAnswer, VelocityAnswer } from './stage-answers.js';

/**
 * What the open cases are worth by currency and stage, how fast value comes out of them, and what was lost for which reason.
 * @throws LedgerError `invalid` where no stages are declared
 */
export function* pipelinePart(seen: SeenProcess, cases: readonly ReadCase[]): Pieces<PipelineAnswer> {
  const declared = declaredStages(seen, 'pipeline');
  const all = cases.map(({ one }) => one);
  yield;
  const { currencies, ...totals } = pipelineOf(all, declared, seen.log.at);
  yield;
  return {
    version: declared.version,
    ...totals,
    currencies: currencies.map(currencyAnswer),
    outcomes: outcomesOf(all, declared, seen.log.at),
  };
}

function currencyAnswer({
  currency,
  open,
  stages,
  velocity,
}: PipelineOfCurrency): PipelineAnswer['currencies'][number] {
  return {
    currency,
    open: valueAnswer(open),
    stages: stages.map(({ stage, ...value }) => ({ ...(stage === null ? {} : { stage }), ...valueAnswer(value) })),
    velocity: velocityAnswer(velocity),
  };
}

function valueAnswer({ cases, value }: OpenValue): { readonly cases: number; readonly value: number } {
  return { cases, value: amountOf(value) };
}

const secondsOfDay = 86_400;

function velocityAnswer({ open, winRate, worth, cycleDays, perDay }: Velocity): VelocityAnswer {
  const mean = ({ n, mean: of }: MeanOf, unit = 1) => ({ n, ...(of === undefined ? {} : { mean: of * unit }) });
  return {
    open,
    winRate,
    worth: mean(worth),
    cycle: mean(cycleDays, secondsOfDay),
    ...(typeof perDay === 'number' ? { perDay } : { noneBecause: perDay }),
  };
}
