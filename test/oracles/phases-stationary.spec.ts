import { describe, expect, it, jest } from '@jest/globals';
import { toldOf, type UnchangingPortfolio } from './phases-portfolio.js';

jest.setTimeout(60_000);

/**
 * A slice of what was measured on 10,008 relationships (24 portfolios of 417, five years each; figures in the docstrings of
 * `phase-table.ts` and `contact-rhythm.ts`). The bounds are what was measured there with room for chance, and not what was
 * wanted: at most 0.3 changes of phase and 0.2 false alarms.
 */
const portfolios: readonly (Pick<UnchangingPortfolio, 'k' | 'gapFrom' | 'gapTo'> & Record<string, number>)[] = [
  { k: 4, gapFrom: 3, gapTo: 6, changes: 0.25, silence: 0.15, decline: 0.12 },
  { k: 4, gapFrom: 30, gapTo: 60, changes: 0.2, silence: 0.25, decline: 0.05 },
  { k: 1, gapFrom: 7, gapTo: 14, changes: 0.3, silence: 0.3, decline: 0.08 },
  { k: 1, gapFrom: 60, gapTo: 120, changes: 0.15, silence: 0.2, decline: 0.05 },
  { k: 0.5, gapFrom: 14, gapTo: 28, changes: 0.3, silence: 0.35, decline: 0.06 },
  { k: 0.5, gapFrom: 120, gapTo: 180, changes: 0.12, silence: 0.12, decline: 0.03 },
];

describe('the phases of relationships that never change', () => {
  it.each(portfolios)('seldom change: k = $k, a gap of $gapFrom–$gapTo open days', (portfolio) => {
    const { k, gapFrom, gapTo, changes, silence, decline } = portfolio;
    const said = toldOf({ seed: 5, k, gapFrom, gapTo, relationships: 100, days: 1_825 });
    expect(said.changesAfterwards).toBeLessThan(changes!);
    expect(said.silence).toBeLessThan(silence!);
    expect(said.decline).toBeLessThan(decline!);
    expect(said.growth).toBeLessThan(0.05);
    expect(said.down).toBeLessThan(0.12);
    // And they begin: each leaves establishment once, slow ones by way of not being established.
    expect(said.changes - said.changesAfterwards).toBeGreaterThan(0.19);
    expect(said.changes - said.changesAfterwards).toBeLessThan(0.41);
  });

  it('would change more than twice as often with the budget of alarms', () => {
    const portfolio = { seed: 5, k: 1, gapFrom: 7, gapTo: 14, relationships: 100, days: 1_825 } as const;
    const lax = toldOf({ ...portfolio, rules: { falsePhasesPerYear: 0.2 } });
    expect(lax.changesAfterwards).toBeGreaterThan(2 * toldOf(portfolio).changesAfterwards);
  });
});
