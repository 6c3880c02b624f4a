import { leastAnswers } from '#measures/voice/survey-summary.js';
import { mergedCounts } from '#measures/voice/portfolio-figure.js';
import type { VoiceMeasure } from './voice-answers.js';
import type { GivenAnswer } from './counted-answers.js';

/** Scores that are told apart; with more different ones than these only the mean is shown. */
const scoresMax = 101;

/** Instruments and scales that no measure is defined on: their answers and, from 20 on, their mean, on their own scale. */
export function ownQuestionsOf(answers: readonly GivenAnswer[]): VoiceMeasure[] {
  const questions = Map.groupBy(answers, ({ instrument, scale, polarity }) =>
    JSON.stringify([instrument.toLowerCase(), scale.min, scale.max, polarity]),
  );
  const ordered = [...questions].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  return ordered.map(([, of]): VoiceMeasure => {
    const { instrument, scale, polarity } = of[0]!;
    const counts = mergedCounts(of.map(({ score }) => ({ score, count: 1 })));
    const mean = of.reduce((sum, { score }) => sum + score, 0) / of.length;
    return {
      measure: 'own',
      instrument: instrument.toLowerCase(),
      scale,
      polarity,
      n: of.length,
      counts: counts.length > scoresMax ? [] : counts,
      ...(of.length < leastAnswers ? {} : { mean }),
    };
  });
}
