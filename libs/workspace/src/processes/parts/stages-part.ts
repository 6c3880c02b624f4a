import type { Pieces } from '#core/pieces.js';
import { formatInstant } from '#core/time.js';
import { stageTimesInPieces, type StageTimes } from '#measures/process/stage-times.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import { toldCases } from '../told-cases.js';
import { declaredStages } from './declared-stages.js';
import type { StagesAnswer } from './stage-answers.js';
import { rowsListed } from './rows-listed.js';

/**
 * How long cases stay in the stages that are declared, how old those are that are there now, and which are stuck.
 * @throws LedgerError `invalid` where no stages are declared
 */
export function* stagesPart(workspace: Workspace, seen: SeenProcess, cases: readonly ReadCase[]): Pieces<StagesAnswer> {
  const declared = declaredStages(seen, 'stages');
  const { stages, stuck } = yield* stageTimesInPieces(
    cases.map(({ key, one }) => [key, one]),
    declared,
    seen.log.at,
  );
  const shown = stuck.slice(0, rowsListed);
  const told = toldCases(
    workspace,
    seen,
    cases,
    shown.map(({ key }) => key),
  );
  return {
    version: declared.version,
    stages: stages.map(stageAnswer),
    stuck: shown.map(({ key, since, ...others }) => ({
      ...told(key),
      ...others,
      since: formatInstant(since, workspace.directory.zone),
    })),
    stuckTotal: stuck.length,
  };
}

function stageAnswer({ dwell: { stays, median, p90 }, ...stage }: StageTimes): StagesAnswer['stages'][number] {
  return {
    ...stage,
    dwell: { stays, ...(median === undefined ? {} : { median }), ...(p90 === undefined ? {} : { p90 }) },
  };
}
