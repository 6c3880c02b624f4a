import { describe, expect, it } from '@jest/globals';
import { whyNoContact } from '../../language/no-contact.js';
import { texts } from '../../texts.js';
import { columns, isOrdered, narrowColumns, orderAfterClick, orderOf } from './columns.js';
import { moveInGrid } from './grid-keys.js';

describe('the order of the portfolio', () => {
  const order = (query: string) => orderOf(new URLSearchParams(query));

  it('is by last touchpoint, newest first, unless the address says otherwise', () => {
    expect(order('')).toEqual({ sort: 'lastTouchpoint', direction: 'descending' });
    expect(order('sort=nonsense&direction=ascending')).toEqual({ sort: 'lastTouchpoint', direction: 'descending' });
    expect(order('sort=name')).toEqual({ sort: 'name', direction: 'ascending' });
    expect(order('sort=cases&direction=ascending')).toEqual({ sort: 'cases', direction: 'ascending' });
    expect(order('sort=cases&direction=sideways')).toEqual({ sort: 'cases', direction: 'descending' });
  });

  it('turns with a second click on the same column', () => {
    const once = orderAfterClick(order(''), 'touchpoints');
    expect(once).toEqual({ sort: 'touchpoints', direction: 'descending' });
    expect(orderAfterClick(once, 'touchpoints')).toEqual({ sort: 'touchpoints', direction: 'ascending' });
    expect(orderAfterClick(once, 'name')).toEqual({ sort: 'name', direction: 'ascending' });
  });

  it('is chosen by nobody unless the address names a column', () => {
    expect(
      ['', 'sort=nonsense', 'direction=ascending', 'sort=cases'].map((q) => isOrdered(new URLSearchParams(q))),
    ).toEqual([false, false, false, true]);
    expect(orderAfterClick(undefined, 'name')).toEqual({ sort: 'name', direction: 'ascending' });
  });

  it('has a value for every column', () => {
    const row = {
      id: '1',
      name: 'Value 7',
      firstContact: '2026-01-01T00:00:00Z',
      lastContact: '2026-02-01T00:00:00Z',
      lastTouchpoint: '2026-03-01T00:00:00Z',
      touchpoints: 9,
      contactDays: { theirs: 4, ours: 5 },
      openCases: 1,
      cases: 2,
    } as never;
    expect(columns.map(({ value }) => value(row))).toEqual([
      'Value 7',
      '2026-03-01T00:00:00Z',
      '2026-02-01T00:00:00Z',
      '2026-01-01T00:00:00Z',
      4,
      5,
      1,
      2,
      9,
    ]);
  });
});

describe('a help desk, where nothing counts as contact', () => {
  const nothing = { touchpoints: 0, cases: 0, openCases: 0, contactDays: { theirs: 0, ours: 0 } };
  const work = { ...nothing, touchpoints: 1_233, cases: 251 };

  it('shows in a narrow window the counts that are something', () => {
    expect([...narrowColumns([nothing, work] as never)]).toEqual(['touchpoints', 'cases']);
    expect([...narrowColumns([work, { ...work, openCases: 1, contactDays: { theirs: 2, ours: 0 } }] as never)]).toEqual(
      ['openCases', 'theirs', 'touchpoints'],
    );
    expect([...narrowColumns([])]).toEqual([]);
  });

  it('says why contacts are 0 beside many touchpoints, and nothing where they are not', () => {
    expect(whyNoContact('theirs', work)).toBe(texts.noContact.none);
    expect(whyNoContact('lastContact', work)).toBe(texts.noContact.none);
    expect(whyNoContact('cases', work)).toBeUndefined();
    expect(whyNoContact('theirs', nothing)).toBeUndefined();
    const written = { ...work, lastContact: '2026-01-01T00:00:00Z', contactDays: { theirs: 0, ours: 3 } };
    expect(whyNoContact('theirs', written)).toBe(texts.noContact.theirs);
    expect(whyNoContact('ours', written)).toBeUndefined();
  });
});

describe('moveInGrid', () => {
  const size = { rows: 100, columns: 8, pageRows: 20 };

  it.each([
    ['ArrowDown', { row: 51, column: 3 }],
    ['j', { row: 51, column: 3 }],
    ['k', { row: 49, column: 3 }],
    ['ArrowLeft', { row: 50, column: 2 }],
    ['PageDown', { row: 70, column: 3 }],
    ['Home', { row: 0, column: 3 }],
    ['End', { row: 99, column: 3 }],
    ['x', undefined],
    ['Tab', undefined],
  ])('%s', (key, cell) => {
    expect(moveInGrid({ row: 50, column: 3 }, key, size)).toEqual(cell);
  });

  it('stops at the edges', () => {
    expect(moveInGrid({ row: 0, column: 0 }, 'k', size)).toEqual({ row: 0, column: 0 });
    expect(moveInGrid({ row: 95, column: 7 }, 'PageDown', size)).toEqual({ row: 99, column: 7 });
    expect(moveInGrid({ row: 95, column: 7 }, 'ArrowRight', size)).toEqual({ row: 95, column: 7 });
  });
});
