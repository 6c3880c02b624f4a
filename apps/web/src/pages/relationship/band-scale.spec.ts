import { describe, expect, it } from '@jest/globals';
import type { RelationshipAnswer } from '#workspace/answers.js';
import { bandScale, phaseSegments, ticksOf } from './band-scale.js';

const phase = (onset: string, detectedAt = onset) => ({ onset, detectedAt }) as never;
const answer = (given: object): RelationshipAnswer =>
  ({
    horizon: '2026-01-11T00:00:00Z',
    days: { theirs: ['2026-01-01', '2026-01-03'], ours: ['2026-01-02'], earlier: false },
    history: [phase('2026-01-01T00:00:00Z'), phase('2026-01-04T00:00:00Z', '2026-01-06T00:00:00Z')],
    ...given,
  }) as unknown as RelationshipAnswer;

describe('the time that the bands are drawn over', () => {
  it('runs from the first that is known to the moment that is told of', () => {
    const scale = bandScale(answer({}))!;
    expect(['2026-01-01T00:00:00Z', '2026-01-06T00:00:00Z', '2026-01-11T00:00:00Z'].map(scale.at)).toEqual([
      0, 50, 100,
    ]);
    expect([scale.at('2025-12-01T00:00:00Z'), scale.at('2027-01-01T00:00:00Z')]).toEqual([0, 100]);
  });

  it('is none where there is nothing to draw', () => {
    expect(bandScale(answer({ days: undefined }))).toBeUndefined();
    expect(bandScale(answer({ days: { theirs: ['2026-01-01'], ours: [], earlier: false } }))).toBeUndefined();
    expect(bandScale(answer({ horizon: '2025-01-01T00:00:00Z' }))).toBeUndefined();
  });

  it('has a segment for each phase from when it was seen, without gap or overlap', () => {
    const one = answer({});
    const scale = bandScale(one)!;
    const segments = phaseSegments(one, scale);
    expect(segments.map(({ left, width }) => [left, width])).toEqual([
      [0, 50],
      [50, 50],
    ]);
  });

  it.each([
    ['2026-01-11T00:00:00Z', []],
    ['2026-04-10T00:00:00Z', ['2026-02', '2026-03', '2026-04']],
    ['2029-06-01T00:00:00Z', ['2027', '2028', '2029']],
  ])('is marked by months or years until %s', (horizon, labels) => {
    expect(ticksOf(bandScale(answer({ horizon }))!).map(({ label }) => label)).toEqual(labels);
  });

  it('has never more marks than have room', () => {
    for (const horizon of [
      '2026-09-01T00:00:00Z',
      '2027-12-01T00:00:00Z',
      '2060-01-01T00:00:00Z',
      '2199-01-01T00:00:00Z',
    ])
      expect(ticksOf(bandScale(answer({ horizon }))!).length).toBeLessThanOrEqual(11);
  });
});
