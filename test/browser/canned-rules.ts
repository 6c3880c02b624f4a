import type { NewRule, PublishedAnswer, RuleAnswer, RulesAnswer } from '#workspace/rules/rule-answers.js';

const rule = (n: number, given: Partial<RuleAnswer>): RuleAnswer => ({
  id: `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`,
  type: 'PhaseRulesPublished',
  version: String(n),
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-02-01T09:30:00.000Z',
  actor: { id: 'a', name: 'Ann Mills', kind: 'person' },
  standing: 'valid',
  data: { version: String(n), parameters: [{ name: 'dwellDays', value: 14 }] },
  ...given,
});

/** Rules as they stand before and after something is published. */
export function cannedRules() {
  const rules = [rule(2, {}), rule(1, { standing: 'replaced', effectiveFrom: '2025-01-01T00:00:00.000Z' })];
  return {
    list: (all: boolean): RulesAnswer => ({
      asOf: '2026-11-24T12:00:00.000Z',
      rules: all ? rules : rules.filter(({ standing }) => standing !== 'replaced'),
      types: [
        {
          type: 'PhaseRulesPublished',
          description: 'The numbers in the rules of the phases.',
          readBy: ['trajectory'],
          example: { version: '0', parameters: [{ name: 'dwellDays', value: 14 }] },
        },
        { type: 'PlayPublished', description: 'A next step.', scope: 'play', readBy: [], example: { version: '1' } },
      ],
    }),
    publish(given: readonly NewRule[]): PublishedAnswer {
      const published = given.map(({ type, data }, i) =>
        rule(10 + i, { type, data, version: String(data['version']) }),
      );
      rules.unshift(...published);
      return { published, unchanged: 0, readers: [{ projection: 'trajectory', sees: 'built-beside' }] };
    },
  };
}
