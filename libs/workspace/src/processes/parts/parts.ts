import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { ProcessAnswer, ProcessPart } from '../process-answers.js';
import { conformancePart } from './conformance-part.js';

export type Parts = Pick<ProcessAnswer, 'conformance'>;

/** What is told of the chosen cases beside the process itself. @throws LedgerError `invalid` where a part cannot be told */
export function partsOf(seen: SeenProcess, cases: readonly ReadCase[], show: readonly ProcessPart[]): Parts {
  return {
    ...(show.includes('conformance') && { conformance: conformancePart(seen, cases) }),
  };
}
