import { describe, expect, it } from '@jest/globals';
import {
  assessmentText,
  healthChangeText,
  healthModelText,
  healthMoveText,
  healthPartText,
  healthText,
} from './health-words.js';
import type { HealthChangeAnswer, HealthPartAnswer } from './health-answers.js';

const part = (given: Omit<HealthPartAnswer, 'sentence' | 'evidence'>): HealthPartAnswer => {
  const whole = { evidence: [], ...given };
  return { ...whole, sentence: healthPartText(whole) };
};
const changed = (from: number | null, to: number, ...parts: readonly HealthPartAnswer[]): HealthChangeAnswer => {
  const moved = { at: '2026-05-12T10:00:00.000Z', from, to };
  return { ...moved, sentence: healthMoveText(moved), parts, model: '0', hindsightParameters: false };
};

describe('health in words', () => {
  it('is a number with its coverage, and of which model', () => {
    expect(healthText({ value: 58, coverage: 0.8, absent: [] })).toBe('58 (coverage 80 %)');
    expect(healthModelText({ version: '0', label: 'proposal, not calibrated' }, false, false)).toBe(
      'model v0: proposal, not calibrated',
    );
  });

  it('is no number below half of the weight, but what is missing', () => {
    const absent = [{ signal: 'answers', label: 'Their answers' }, { signal: 'payments' }];
    expect(healthText({ value: null, coverage: 0.4999, absent })).toBe(
      'no number: what is known covers 49 % of its weight, and below 50 % none is told; missing: their answers, payments',
    );
  });

  it('says what changed it, in parts that add up to the change', () => {
    const text = healthChangeText(
      changed(
        74,
        58,
        part({ kind: 'value', signal: 'reply', label: 'First reply', points: -12 }),
        part({ kind: 'value', signal: 'promises', label: 'Promises kept', points: -6 }),
        part({ kind: 'value', signal: 'answers', label: 'Their answers', points: 0 }),
        part({ kind: 'value', signal: 'trend', label: 'Trend of their contact', points: 2 }),
      ),
    );
    expect(text).toBe('74 → 58 on 2026-05-12: −12 first reply · −6 promises kept · +2 trend of their contact');
    const points = [...text.split(': ')[1]!.matchAll(/([+−])(\d+)/g)].map(
      ([, sign, n]) => (sign === '+' ? 1 : -1) * Number(n),
    );
    expect(points.reduce((sum, one) => sum + one, 0)).toBe(58 - 74);
  });

  it('says what came and went where there was, or is, no number', () => {
    const coverage = part({ kind: 'coverage', points: 0, came: ['reply'], went: [] });
    expect(healthChangeText(changed(null, 58, coverage))).toBe('no number → 58 on 2026-05-12: now told: first reply');
  });

  it('sets what people say beside it, and that they disagree', () => {
    expect(assessmentText([], null)).toBeUndefined();
    const given = { by: { id: '1', name: 'Agent 1' }, level: 1, at: '2026-05-13T09:00:00.000Z', event: '2' };
    expect(assessmentText([given], 'assessed-worse')).toBe(
      'Agent 1 says 1 of 5 on 2026-05-13; that is worse than the number says',
    );
  });
});
