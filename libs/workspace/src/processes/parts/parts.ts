import { LedgerError } from '#core/errors.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { ProcessAnswer, ProcessPart } from '../process-answers.js';
import { targetsOf } from '../targets.js';
import { choicesPart } from './choices-part.js';
import { conformancePart } from './conformance-part.js';
import { funnelPart } from './funnel-part.js';

export type Parts = Pick<ProcessAnswer, 'choices' | 'conformance' | 'funnel' | 'targets'>;

/** What is told of the chosen cases beside the process itself. @throws LedgerError `invalid` where a part cannot be told */
export async function partsOf(
  workspace: Workspace,
  seen: SeenProcess,
  cases: readonly ReadCase[],
  show: readonly ProcessPart[],
  work: Work,
): Promise<Parts> {
  if (show.includes('targets') && cases.length < seen.log.cases.length) throw targetsOfAll();
  return {
    ...(show.includes('choices') && { choices: choicesPart(seen) }),
    ...(show.includes('conformance') && { conformance: conformancePart(seen, cases) }),
    ...(show.includes('funnel') && { funnel: funnelPart(seen, cases) }),
    ...(show.includes('targets') && { targets: await targetsOf(workspace, seen.process, {}, seen.moment, work) }),
  };
}

function targetsOfAll(): LedgerError {
  const message = 'are told of all cases of a process';
  return new LedgerError('invalid', `Targets ${message}, and not of chosen ones.`, {
    violations: [{ field: 'show', message }],
    hint: 'Ask for them without a filter.',
  });
}
