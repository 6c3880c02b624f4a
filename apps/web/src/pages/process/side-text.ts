import type { ComparisonAnswer } from '#workspace/processes/comparison-answers.js';
import { texts } from '../../texts.js';
import { conditionText } from './condition-words.js';

/** What the cases of a side have in common. */
export function sideText({ conditions }: ComparisonAnswer['a']): string {
  return texts.process.comparison.sideName(conditions.map(conditionText).join('; '));
}
