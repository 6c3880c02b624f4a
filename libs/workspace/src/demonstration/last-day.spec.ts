import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LedgerError } from '#core/errors.js';
import { sha256Hex } from '#core/hashing.js';
import { checkDraft } from '#domain/touchpoint-validation.js';
import { lastDayOf } from './last-day.js';
import { demonstrationUntil, generatePortfolio, portfolioTruths } from './portfolio.js';

const at = (text: string): number => Date.parse(text);

describe('the last day of a portfolio', () => {
  it('is the one that is given, or the latest that is over', () => {
    const evening = { day: '2026-11-29', until: at('2026-11-29T17:00Z') };
    expect(lastDayOf('today', at('2026-11-29T17:00Z'))).toEqual(evening);
    expect(lastDayOf('today', at('2026-11-30T16:59:59Z'))).toEqual(evening);
    expect(lastDayOf('2026-11-29', at('2027-01-01T00:00Z'))).toEqual(evening);
    expect(lastDayOf('2026-10-31', at('2027-01-01T00:00Z')).until).toBe(demonstrationUntil);
  });

  it('is refused where it is none, or not over', () => {
    for (const text of [
      '0001-01-01',
      '1999-12-31',
      '',
      'tomorrow',
      '2026-02-30',
      '2026-1-1',
      '2026-11-29T10:00Z',
      '2026-11-30',
    ])
      expect(() => lastDayOf(text, at('2026-11-30T16:59:59Z'))).toThrow(LedgerError);
  });

  it('leaves every touchpoint a day that it can be of, from the earliest on', () => {
    const { until } = lastDayOf('2000-01-01', at('2026-11-30'));
    const drafts = [...generatePortfolio({ relationships: 40, events: 2_000, seed: 3, until })];
    expect(drafts.flatMap((draft) => checkDraft(draft, until))).toEqual([]);
  });

  it('ends every story by then, and gives the same of the same day, another of another', () => {
    const day = fc.integer({ min: at('2024-02-25') / 86_400_000, max: at('2028-03-05') / 86_400_000 });
    fc.assert(
      fc.property(day, fc.nat(1_000), (number, seed) => {
        const { until } = lastDayOf(new Date(number * 86_400_000).toISOString().slice(0, 10), at('2030-01-01'));
        const options = { relationships: 8, events: 400, seed };
        const made = (end: number) => [...generatePortfolio({ ...options, until: end })];
        const drafts = made(until);
        expect(Math.max(...drafts.map(({ occurredAt }) => occurredAt.instant))).toBeLessThanOrEqual(until);
        expect(drafts.flatMap((draft) => checkDraft(draft, until))).toEqual([]);
        expect(sha256Hex(JSON.stringify(made(until)))).toBe(sha256Hex(JSON.stringify(drafts)));
        expect(made(until - 86_400_000)).not.toEqual(drafts);
        for (const truth of portfolioTruths({ ...options, until })) expect(truth.until).toBe(until);
      }),
      { numRuns: 25 },
    );
  });
});
