import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { densityBars, silentFrom } from './density-bars.js';
import { searchOptions } from './search-options.js';

describe('densityBars', () => {
  const from = '2026-01-01T00:00:00Z';
  const to = '2026-01-05T00:00:00Z';

  it('cuts the time into equal parts', () => {
    const bars = densityBars({ from, to, counts: [4, 0, 1, 0] });
    expect(bars.map(({ fromMs }) => new Date(fromMs).toISOString().slice(0, 10))).toEqual([
      '2026-01-01',
      '2026-01-02',
      '2026-01-03',
      '2026-01-04',
    ]);
    expect(bars.map(({ height }) => height)).toEqual([1, 0, 0.5, 0]);
  });

  it('keeps every count, and shows whatever is not nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 120 }), (counts) => {
        const bars = densityBars({ from, to, counts });
        expect(bars.map(({ count }) => count)).toEqual(counts);
        expect(bars.every(({ count, height }) => height <= 1 && (count === 0 ? height === 0 : height >= 0.08))).toBe(
          true,
        );
      }),
    );
  });

  it('tells from where on there is silence', () => {
    expect(silentFrom(densityBars({ from, to, counts: [4, 0, 1, 0] }))).toBe(0.75);
    expect(silentFrom(densityBars({ from, to, counts: [4, 0, 0, 1] }))).toBe(1);
    expect(silentFrom([])).toBe(0);
  });

  it('has no bars for an empty ledger', () => {
    expect(densityBars({ counts: [] })).toEqual([]);
  });
});

describe('searchOptions', () => {
  const found = {
    pages: [
      { to: '/', title: 'Portfolio' },
      { to: '/processes', title: 'Processes' },
    ],
    processes: [{ process: 'help desk' }, { process: 'Receipt' }],
    relationships: [
      { id: '1', name: 'Value 7', touchpoints: 3, lastTouchpoint: '2026-03-01T00:00:00Z' },
      { id: '2', touchpoints: 1 },
    ],
  };

  it('offers pages, then processes whose name holds the text, then the relationships found', () => {
    expect(searchOptions('pro', found).map(({ to }) => to)).toEqual(['/processes', '/relationships/1']);
    expect(searchOptions('HELP', found).map(({ to }) => to)).toEqual(['/processes/help%20desk', '/relationships/1']);
  });

  it('offers all pages before anything is typed', () => {
    expect(searchOptions('  ', { ...found, relationships: [] }).map(({ section }) => section)).toEqual([
      'pages',
      'pages',
      'processes',
      'processes',
    ]);
  });
});
