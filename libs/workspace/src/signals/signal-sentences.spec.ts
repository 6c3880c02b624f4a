import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Signal } from '#projections/definition/definition.js';
import { sentences, sentencesOf } from './signal-sentences.js';

const at = Date.parse('2026-01-20T12:00:00Z');
const readModels = join(import.meta.dirname, '../../../read-models/src');

const signalOf = (kind: string, more: object = {}): Signal => ({
  kind,
  severity: 'warning',
  event: 'e',
  since: Date.parse('2026-01-05T10:00:00Z'),
  ...more,
});
const all = Object.entries(sentences).flatMap(([projection, kinds]) =>
  Object.keys(kinds).map((kind) => [projection, kind] as const),
);
const told = {
  usualDays: 3.24,
  gaps: 40,
  which: 'first',
  channel: 'email',
  dueAt: Date.parse('2026-01-09T23:30:00Z'),
  renewBy: at,
  endAt: at,
  autoRenew: true,
  reason: 'breach-then-notice',
  by: 'ours',
  topic: 'delivery',
  measure: 'first reply',
  percent: 83,
  instrument: 'nps',
  score: 4,
  fromOfTen: 9.04,
};

describe('what a signal says', () => {
  it.each(all)('is two whole sentences, whatever else is known: %s, %s', (projection, kind) => {
    for (const more of [{}, told, { by: 'customer', which: 'next', usualDays: 40 }]) {
      const { why, todo } = sentencesOf(projection, signalOf(kind, more), 'UTC', at)!;
      for (const text of [why, todo]) {
        expect(text).toMatch(/^[A-Z].*\.$/);
        expect(text).not.toMatch(/undefined|NaN|null|\[object/);
      }
    }
  });

  it('is known of everything that Tend raises', () => {
    const sources = readdirSync(readModels).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
    const text = sources.map((name) => readFileSync(join(readModels, name), 'utf8')).join('\n');
    // As it is raised: with its severity beside it.
    const raised = [
      ...text.matchAll(/raise\('([a-z-]+)'/g),
      ...text.matchAll(/kind: '([a-z-]+)',(?: since,)? severity/g),
    ].map(([, kind]) => kind!);
    expect(new Set(raised).size).toBeGreaterThan(15);
    const known = new Set(all.map(([, kind]) => kind));
    expect([...new Set(raised)].filter((kind) => !known.has(kind))).toEqual([]);
  });

  it('is told with numbers and days', () => {
    const says = (projection: string, kind: string) => sentencesOf(projection, signalOf(kind, told), 'UTC', at)!.why;
    expect(says('trajectory', 'silence')).toBe('Usually every 3.2 days (40 gaps); silent for 15.');
    expect(says('promises', 'promise-broken')).toBe('A promise of ours was due on 2026-01-09 and was not kept.');
    expect(says('voice', 'score-fell')).toBe('Their answer fell from 9 of 10: 4 (NPS).');
  });

  it('tells of a case that left its path where, how often, and what was next', () => {
    const says = (more: object) =>
      sentencesOf('process-deviations', signalOf('process-deviation', { process: 'support', ...more }), 'UTC', at)!.why;
    const call = { deviations: 1, deviation: 'unknown', activity: 'Call', expected: 'Check, Answer', mayEnd: true };
    expect(says(call)).toBe(
      'A case of support has left its path: Call is not on it; next was Check, Answer, or the end.',
    );
    const late = { deviation: 'out-of-order', activity: 'Open', expected: null, skipped: 'Check' };
    expect(says({ ...call, ...late, deviations: 3 })).toBe(
      'A case of support has left its path 3 times; the last time: Open came out of order; next was the end. Skipped: Check.',
    );
  });

  it('is not told of what somebody else calls by the same name', () => {
    expect(sentencesOf('mine', signalOf('silence'), 'UTC', at)).toBeUndefined();
    expect(sentencesOf('trajectory', signalOf('constructor'), 'UTC', at)).toBeUndefined();
    expect(sentencesOf('constructor', signalOf('name'), 'UTC', at)).toBeUndefined();
  });
});
