import type { WhatIfQuery } from '#workspace/tend.js';

type RuleList = NonNullable<WhatIfQuery['context']>;

/** Rules as a person writes them. Undefined for what is no list; what is in it, the server checks. */
export function rulesIn(text: string): RuleList | undefined {
  if (text.trim() === '') return [];
  try {
    const rules = JSON.parse(text) as unknown;
    return Array.isArray(rules) ? (rules as RuleList) : undefined;
  } catch {
    return undefined;
  }
}
