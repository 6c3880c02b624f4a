import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import type { EvidenceQuestion } from '../../api/reads.js';
import { useMoment } from '../made/moment.js';

type Cell = EvidenceQuestion['cell'];

/** Asks what a total of a process is made of, at the moment of the page; of chosen cases there is no total. */
export function useMadeOf({
  chosen,
}: ProcessAnswer): (cell: Cell, part?: string, projection?: string) => EvidenceQuestion | undefined {
  const moment = useMoment();
  return (cell, part, projection = 'process-flow') =>
    chosen === undefined ? { projection, cell, ...(part !== undefined && { part }), ...moment } : undefined;
}
