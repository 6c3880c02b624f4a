import type { Pieces } from '#core/pieces.js';
import { funnelInPieces } from '#measures/process/funnel.js';
import { outcomesOf } from '#measures/process/outcomes.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import { declaredStages } from './declared-stages.js';
import type { FunnelAnswer } from './part-answers.js';

/**
 * How far cases came through the stages that are declared, and how they came out.
 * @throws LedgerError `invalid` where no stages are declared
 */
export function* funnelPart(seen: SeenProcess, cases: readonly ReadCase[]): Pieces<FunnelAnswer> {
  const declared = declaredStages(seen, 'funnel');
  const { at } = seen.log;
  const all = cases.map(({ one }) => one);
  return {
    version: declared.version,
    ...(yield* funnelInPieces(all, declared, at)),
    outcomes: outcomesOf(all, declared, at),
  };
}
