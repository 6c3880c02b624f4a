import { wilsonInterval, type ShareInterval } from './wilson.js';

export interface ResponseRate {
  readonly sent: number;
  /** How many of the surveys sent were answered, each once. */
  readonly answered: number;
  /** How many were closed without an answer; what is neither may still be answered. */
  readonly ignored: number;
  /** Answers to no survey that is known to have been sent: they say nothing about who stays silent. */
  readonly unasked: number;
  /** answered ÷ sent; undefined when none was sent. */
  readonly rate: ShareInterval | undefined;
}

/**
 * How many of those who were asked answered (response rate 1 of AAPOR 2023: those who may still answer count as asked).
 * A rate over the closed surveys alone would be 100 % wherever a source never tells that one was closed.
 *
 * @param sent ids of the surveys sent
 * @param answered for each answer the id of its survey, undefined when it names none
 * @param ignored for each closing without an answer the same; one that was answered after all is answered
 */
export function responseRate(
  sent: Iterable<string>,
  answered: Iterable<string | undefined>,
  ignored: Iterable<string | undefined>,
): ResponseRate {
  const asked = new Set(sent);
  const answers = new Set<string>();
  let unasked = 0;
  for (const survey of answered) {
    if (survey !== undefined && asked.has(survey)) answers.add(survey);
    else unasked++;
  }
  const closed = new Set(ignored);
  const silent = [...asked].filter((survey) => closed.has(survey) && !answers.has(survey)).length;
  return {
    sent: asked.size,
    answered: answers.size,
    ignored: silent,
    unasked,
    rate: wilsonInterval(answers.size, asked.size),
  };
}
