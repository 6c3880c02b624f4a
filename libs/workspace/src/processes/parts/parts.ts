import { LedgerError } from '#core/errors.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { ProcessAnswer, ProcessPart } from '../process-answers.js';
import { experiencePart } from '../experience/experience-part.js';
import { targetsOf } from '../targets.js';
import { choicesPart } from './choices-part.js';
import { conformancePart } from './conformance-part.js';
import { funnelPart } from './funnel-part.js';
import { loadPart } from './load-part.js';
import { milestonesPart } from './milestones-part.js';
import { pipelinePart } from './pipeline-part.js';
import { stagesPart } from './stages-part.js';
import { timesPart } from './times-part.js';
import { waitsPart } from './waits-part.js';

export type Parts = Pick<ProcessAnswer, ProcessPart | 'milestones'>;

/** What is told beside the process itself. */
export interface AskedParts {
  readonly show: readonly ProcessPart[];
  /** Each from one milestone of a case to another. */
  readonly milestones: readonly string[];
}

/** What is told of the chosen cases beside the process itself. @throws LedgerError `invalid` where a part cannot be told */
export async function partsOf(
  workspace: Workspace,
  seen: SeenProcess,
  cases: readonly ReadCase[],
  asked: AskedParts,
  work: Work,
): Promise<Parts> {
  const { show, milestones } = asked;
  if (show.includes('targets') && cases.length < seen.log.cases.length) throw targetsOfAll();
  if (show.length + milestones.length === 0) return {};
  // Some pieces are of one step of a case, others of all cases: after each is looked at the clock.
  const told = await inPieces(partsInPieces(workspace, seen, cases, asked), { signal: work.signal, piecesPerLook: 1 });
  return {
    ...told,
    ...(show.includes('choices') && { choices: await choicesPart(workspace, seen, work) }),
    ...(show.includes('targets') && { targets: await targetsOf(workspace, seen.process, {}, seen.moment, work) }),
    ...(show.includes('experience') && { experience: await experiencePart(workspace, seen, cases, work) }),
  };
}

/** Everything that is told out of the cases. */
function* partsInPieces(
  workspace: Workspace,
  seen: SeenProcess,
  cases: readonly ReadCase[],
  { show, milestones }: AskedParts,
): Pieces<Parts> {
  const asked = new Set(show);
  return {
    ...(asked.has('conformance') && { conformance: yield* conformancePart(seen, cases) }),
    ...(asked.has('funnel') && { funnel: yield* funnelPart(seen, cases) }),
    ...(asked.has('times') && { times: yield* timesPart(workspace, seen, cases) }),
    ...(asked.has('load') && { load: yield* loadPart(workspace, seen, cases) }),
    ...(asked.has('waits') && { waits: yield* waitsPart(workspace, seen, cases) }),
    ...(asked.has('stages') && { stages: yield* stagesPart(workspace, seen, cases) }),
    ...(asked.has('pipeline') && { pipeline: yield* pipelinePart(seen, cases) }),
    ...(milestones.length > 0 && { milestones: yield* milestonesPart(workspace, seen, cases, milestones) }),
  };
}

function targetsOfAll(): LedgerError {
  const message = 'are told of all cases of a process';
  return new LedgerError('invalid', `Targets ${message}, and not of chosen ones.`, {
    violations: [{ field: 'show', message }],
    hint: 'Ask for them without a filter.',
  });
}
