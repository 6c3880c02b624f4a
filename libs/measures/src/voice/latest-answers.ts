import { dayMs } from '#core/zones.js';
import type { SurveyAnswer } from './survey-answer.js';

/** Within so many days one answer of a person counts, to one instrument. */
export const repeatDays = 90;

/**
 * The answers that count: of one person's to one instrument the last, and before it the last that lies at least 90 days
 * earlier than the one kept after it, and so on. So nobody counts twice within 90 days, and whoever answers every month
 * for years still counts several times. An answer of nobody known counts by itself.
 *
 * @param answers in any order, all with a time; of two at one instant the later in the list is the later one
 * @returns in the order of the list
 */
export function latestAnswers<T extends SurveyAnswer>(answers: readonly T[], days: number = repeatDays): T[] {
  const latestFirst = answers
    .map((answer, at) => ({ answer, at }))
    .sort((a, b) => b.answer.at - a.answer.at || b.at - a.at);
  const keptSince = new Map<string, number>();
  const kept = latestFirst.filter(({ answer }) => {
    if (answer.person === undefined) return true;
    const key = `${answer.instrument.toLowerCase()}\n${answer.person}`;
    const next = keptSince.get(key);
    if (next !== undefined && next - answer.at < days * dayMs) return false;
    keptSince.set(key, answer.at);
    return true;
  });
  return kept.sort((a, b) => a.at - b.at).map(({ answer }) => answer);
}
