import type { AssociationsAnswer } from '#workspace/processes/experience/experience-answers.js';
import { comparedText } from './compared-text.js';
import { count, oneLine } from './text.js';

/** What goes with what was done to the customers of one process. */
export function associationsText(part: AssociationsAnswer, windowDays: number, width: number): string {
  const { of, longWait = 0 } = part;
  return comparedText(
    {
      sums: part,
      of,
      windowDays,
      longWait,
      kindsOf: ({ strata }) => strata.filter(({ exposed, others }) => exposed.n > 0 && others.n > 0).length,
      strata: strataText(part),
    },
    width,
  );
}

function strataText({ strata, judged }: AssociationsAnswer): string {
  const { caseType, seriousness, unsaid, others } = strata;
  const by = `like with like (with 95 % limits): cases of one ${oneLine(caseType)} and ${oneLine(seriousness)}, as each was said first`;
  if (unsaid < judged)
    return unsaid === 0 ? by : `${by}; ${count(unsaid)} say neither, and are compared with each other`;
  const hint =
    others.length === 0
      ? ''
      : `; they say ${others.join(', ')}: name one with tend processes define NAME --case-type, or --seriousness`;
  return `${by}: no case says either, so that all are compared as if they were alike${hint}`;
}
