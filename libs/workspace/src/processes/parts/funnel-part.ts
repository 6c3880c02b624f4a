import { LedgerError } from '#core/errors.js';
import { funnelOf } from '#measures/process/funnel.js';
import { outcomesOf } from '#measures/process/outcomes.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { FunnelAnswer } from './part-answers.js';

/**
 * How far cases came through the stages that are declared, and how they came out.
 * @throws LedgerError `invalid` where no stages are declared
 */
export function funnelPart(
  { process, definition, log: { at } }: SeenProcess,
  cases: readonly ReadCase[],
): FunnelAnswer {
  const { stages } = definition ?? {};
  if (definition === undefined || stages === undefined) throw noStages(process);
  const all = cases.map(({ one }) => one);
  return {
    version: definition.version,
    ...funnelOf(all, { ...definition, stages }, at),
    outcomes: outcomesOf(all, definition, at),
  };
}

function noStages(process: string): LedgerError {
  const message = 'needs the stages that cases go through';
  return new LedgerError('invalid', `funnel ${message}: none are declared for “${process}”.`, {
    violations: [{ field: 'show', message }],
    hint: `Declare them: tend processes define "${process}" --stages "A,B,C" --won A --lost B.`,
  });
}
