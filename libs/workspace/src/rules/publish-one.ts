import { LedgerError } from '#core/errors.js';
import type { Work } from '../work.js';
import type { NewRule, PublishedAnswer, PublishOptions, Rules } from './rule-answers.js';

/**
 * Publishes one rule. What is wrong with it is told by the members of its data: there is no list that anybody has written.
 * @throws LedgerError as `Rules.publish` does
 */
export async function publishOne(
  rules: Rules,
  rule: NewRule,
  work: Work,
  options: PublishOptions = {},
): Promise<PublishedAnswer> {
  try {
    return await rules.publish([rule], work, options);
  } catch (error) {
    if (!(error instanceof LedgerError) || error.violations.length === 0) throw error;
    const violations = error.violations.map(({ field, message }) => ({
      field: field.replace(/^rules\[0\]\.(?:data(?:\.|$))?/, ''),
      message,
    }));
    const { field, message } = violations[0]!;
    // Most messages about the shape of data name the member themselves.
    const names = field !== '' && message.split(' ').includes(field);
    const sentence = names ? `${message}.` : `${field} ${message}.`.trim();
    throw new LedgerError(error.code, sentence, { violations, hint: error.hint, cause: error });
  }
}
