import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { NewRule } from '#workspace/rules/rule-answers.js';
import { readJsonFile } from '../json-file.js';

/**
 * Rules as a person writes them in a file: one, or a list. Whether each can be published, or assumed, is for others to say.
 * @param what begins the sentence that says what is wrong
 * @throws LedgerError `invalid` for what are no rules
 */
export async function readRules(file: string, what: string): Promise<readonly NewRule[]> {
  const given = await readJsonFile(file, what, 'invalid');
  const rules: unknown[] = Array.isArray(given) ? given : [given];
  if (rules.length > limits.assumedRules)
    throw new LedgerError(
      'limit-exceeded',
      `${what} ${file} has ${rules.length} rules; the limit is ${limits.assumedRules}.`,
    );
  if (rules.every(isRule)) return rules;
  throw new LedgerError('invalid', `${what} ${file} is no list of {"type", "effectiveFrom", "data"}.`, {
    hint: 'effectiveFrom is a time or a date, or absent; data is what the event of that type holds: `tend rules --type TYPE` shows an example.',
  });
}

function isRule(value: unknown): value is NewRule {
  if (typeof value !== 'object' || value === null) return false;
  const { type, effectiveFrom, data } = value as Record<string, unknown>;
  const isTime = effectiveFrom === undefined || typeof effectiveFrom === 'string';
  return typeof type === 'string' && isTime && typeof data === 'object' && data !== null;
}
