import type { NewRule } from '#workspace/rules/rule-answers.js';

/** Rules as a person writes them. Undefined for what is no list; what is in it, the server checks. */
export function rulesIn(text: string): readonly NewRule[] | undefined {
  if (text.trim() === '') return [];
  try {
    const rules = JSON.parse(text) as unknown;
    return Array.isArray(rules) ? (rules as readonly NewRule[]) : undefined;
  } catch {
    return undefined;
  }
}
