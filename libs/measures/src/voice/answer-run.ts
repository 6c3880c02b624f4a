import { dayMs } from '#core/zones.js';
import { repeatDays } from './latest-answers.js';

/** Of more answers of one run than these the oldest are left as they were counted: a document has a size limit. */
export const runAnswersMax = 100;

/** When an answer was given; answers are told apart by their objects. */
interface Timed {
  readonly at: number;
}

/**
 * Answers of one person to one instrument, each less than 90 days after the one before, in fold order: which of them
 * count is open as long as another may follow. What lies before a gap of 90 days is settled.
 */
export type AnswerRun<Answer extends Timed> = Answer[];

/**
 * Adds the latest answer to a run, in place, and says what that changes in which answers count (`latestAnswers`): reaching
 * back from the last, one in 90 days. A run that is settled by a gap gives way to one that begins.
 */
export function addToRun<Answer extends Timed>(
  run: AnswerRun<Answer>,
  next: Answer,
): { readonly counts: readonly Answer[]; readonly countsNoMore: readonly Answer[] } {
  const last = run.at(-1);
  if (last !== undefined && next.at - last.at >= repeatDays * dayMs) run.length = 0;
  const before = counting(run);
  run.push(next);
  const after = counting(run);
  if (run.length > runAnswersMax) run.shift();
  return {
    counts: after.filter((answer) => !before.includes(answer)),
    countsNoMore: before.filter((answer) => !after.includes(answer)),
  };
}

/** Those of a run that count, the last first. */
function counting<Answer extends Timed>(run: AnswerRun<Answer>): Answer[] {
  const kept: Answer[] = [];
  for (let at = run.length - 1; at >= 0; at--) {
    const answer = run[at]!;
    const next = kept.at(-1);
    if (next === undefined || next.at - answer.at >= repeatDays * dayMs) kept.push(answer);
  }
  return kept;
}
