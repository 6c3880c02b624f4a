import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { CustomerEffort } from '#measures/process/customer-effort.js';
import { latestAnswers } from '#measures/voice/latest-answers.js';
import { inPieces } from '#projections/calls/pieces.js';
import { countedAs } from '../../voice/counted-answers.js';
import { withoutSmall } from '../../voice/small-groups.js';
import { noSegment } from '../../voice/voice-definitions.js';
import { measuresOf, replicatesOf } from '../../voice/voice-measures.js';
import type { AnswersPart } from '../../voice/voice-parts.js';
import type { Work } from '../../work.js';
import type { VoiceOfTouched } from './experience-answers.js';
import type { Heard } from './heard.js';

/** So long behind a case something counts as coming after it. */
export const windowDays = 90;
export const windowMs = windowDays * dayMs;

/** A time in which a relationship had a case, or had had one. */
export interface CaseSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * From the beginning of a case until 90 days behind its end, or behind its last step where nothing says whether it ended; of
 * one that is open until now.
 */
export function spanOf(began: Instant, { state, knownMs }: CustomerEffort, at: Instant): CaseSpan {
  return { from: began, to: state === 'open' ? at : Math.min(at, began + knownMs + windowMs) };
}

/**
 * What relationships told in some times of theirs: answers that count (of one person to one instrument one in 90 days) and complaints, each
 * once in however many times it lies.
 * @param kinds of relationships, as they are classified
 */
export async function voiceOfTouched(
  spans: ReadonlyMap<Id, readonly CaseSpan[]>,
  heard: Heard,
  kinds: ReadonlyMap<Id, 'b2b' | 'b2c'>,
  { signal }: Work,
): Promise<VoiceOfTouched> {
  const parts: AnswersPart[] = [];
  const sums = { answering: 0, complaining: 0, complaints: 0 };
  // Limits of organisations are drawn by chance, always the same of one order.
  for (const [relationship, times] of [...spans].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const isIn = (at: Instant): boolean => times.some(({ from, to }) => from <= at && at <= to);
    const answers = latestAnswers(heard.answersOf(relationship)).filter(({ at }) => isIn(at));
    const complaints = heard.complaintsOf(relationship).filter(isIn).length;
    for (const answer of answers) {
      const { score, ...question } = countedAs(answer)!;
      const { channel, month } = answer;
      parts.push({ relationship, segment: noSegment, channel, month, question, counts: [{ score, count: 1 }] });
    }
    sums.answering += Number(answers.length > 0);
    sums.complaining += Number(complaints > 0);
    sums.complaints += complaints;
  }
  const replicates = await inPieces(replicatesOf([parts]), { signal });
  const surveys = await inPieces(measuresOf(parts, kinds, replicates), { signal });
  return { relationships: spans.size, ...sums, surveys: withoutSmall(surveys) };
}
