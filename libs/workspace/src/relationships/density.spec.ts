import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { densityAnswer } from './density.js';
import type { LocalTend } from '../local-tend.js';
import { importLines, refusalOf, testFolder, type TestTouchpoint } from '../testing.js';

/** What a person would do with a ruler: for each part, count those between its ends. */
function naive(instants: readonly number[], parts: number, nowMs: number): number[] {
  const [from, to] = [Math.min(...instants), Math.max(nowMs, ...instants)];
  return Array.from({ length: parts }, (_, part) => {
    const isLast = part === parts - 1;
    return instants.filter((at) => {
      if (from === to) return part === 0;
      // Whole numbers throughout: part / parts ≤ (at − from) / (to − from) < (part + 1) / parts.
      const scaled = (at - from) * parts;
      return scaled >= part * (to - from) && (isLast || scaled < (part + 1) * (to - from));
    }).length;
  });
}

describe('the density of touchpoints', () => {
  const folder = testFolder();
  let tend: LocalTend;
  const at = (day: number, hour: number) => new Date(Date.UTC(2026, 0, day, hour)).toISOString();
  const touchpoints: readonly TestTouchpoint[] = [
    { id: '1', at: at(1, 11), customer: 'Amber Mills' },
    { id: '2', at: at(1, 12), customer: 'Birch Tools', person: 'Bea' },
    { id: '3', at: at(3, 0), customer: 'Amber Mills' },
    { id: '4', at: at(4, 23), customer: 'Amber Mills' },
    { id: '5', at: at(10, 23), customer: 'Amber Mills' },
  ];

  beforeAll(async () => {
    // So far east that noon in UTC already is the next day.
    tend = await folder.open({ zone: 'Pacific/Kiritimati' });
  });

  afterAll(() => folder.dispose());

  it('is empty where there is nothing', async () => {
    expect(await tend.density({})).toEqual({ counts: [] });
    await importLines(tend, touchpoints);
  });

  it('of a relationship counts its touchpoints in equal parts of the time from its first until now', async () => {
    const answer = await tend.density({ relationship: 'amber mills', buckets: 40 });
    expect(answer).toMatchObject({
      from: '2026-01-02T01:00:00.000+14:00',
      last: '2026-01-11T13:00:00.000+14:00',
      to: '2026-11-25T02:00:00.000+14:00',
    });
    // 327 days in 40 parts of 8.2 days: the first three touchpoints in one, the last in the next, then silence.
    expect(answer.counts).toEqual([3, 1, ...Array.from({ length: 38 }, () => 0)]);
    expect((await tend.density({ relationship: 'birch tools', buckets: 3 })).counts).toEqual([1, 0, 0]);
    expect((await tend.density({ relationship: 'amber mills' })).counts).toHaveLength(120);
  });

  it('of all counts by the days of the workspace', async () => {
    // Days there: 2 (two), 3, 5, 11.
    expect(await tend.density({ buckets: 327 * 2 })).toMatchObject({
      from: '2026-01-02T12:00:00.000+14:00',
      last: '2026-01-11T12:00:00.000+14:00',
      to: '2026-11-25T02:00:00.000+14:00',
    });
    expect((await tend.density({ buckets: 40 })).counts.slice(0, 3)).toEqual([4, 1, 0]);
  });

  it('counts what is a touchpoint, not what is told about the relationship', async () => {
    const lost = { at: at(2, 0), step: ['sales', 'S-1', 'Champion lost'], type: 'ChampionLost' } as const;
    await importLines(tend, [{ id: '6', customer: 'Birch Tools', ...lost }]);
    const { total, rows } = await tend.timeline('birch tools', {});
    expect([total, rows[0]!.type]).toEqual([2, 'ChampionLost']);
    expect((await tend.relationship('birch tools')).touchpoints).toBe(1);
    expect((await tend.density({ relationship: 'birch tools', buckets: 1 })).counts).toEqual([1]);
    expect((await tend.density({ buckets: 1 })).counts).toEqual([5]);
  });

  it('ends with the last touchpoint where a clock was ahead of ours', () => {
    const counted = [[0, 1] as const, [100, 2] as const];
    const [zone, nowMs] = ['UTC', 50];
    expect(densityAnswer(counted, 4, { zone, nowMs })).toMatchObject({
      last: '1970-01-01T00:00:00.100Z',
      to: '1970-01-01T00:00:00.100Z',
      counts: [1, 0, 0, 2],
    });
  });

  it('is what a naive count gives', () => {
    const instants = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 50 }), fc.integer({ max: 2_000_000 }), (list, parts, nowMs) => {
        const { counts } = densityAnswer(
          list.map((instant) => [instant, 1]),
          parts,
          { zone: 'UTC', nowMs },
        );
        expect(counts).toEqual(naive(list, parts, nowMs));
      }),
    );
  });

  it.each([0, -1, 2.5, 1_001, Number.NaN])('refuses %s buckets', async (buckets) => {
    expect(await refusalOf(() => tend.density({ buckets }))).toMatchObject({
      code: 'invalid',
      message: 'There can be 1 to 1000 buckets.',
      violations: [{ field: 'buckets', message: 'must be a whole number from 1 to 1000' }],
    });
  });
});
