import { describe, expect, it } from '@jest/globals';
import { createInstants } from '../../language/instants.js';
import { whyNoContact } from '../../language/no-contact.js';
import { createNumbers } from '../../language/numbers.js';
import { texts } from '../../texts.js';
import { columns, isOrdered, narrowColumns, orderAfterClick, orderOf } from './columns.js';
import { changeText, valueText } from './figure-text.js';
import { moveInGrid } from './grid-keys.js';
import { isNarrowed, listAddress, narrowedIn, partIn, relationshipAddress, viewAddress } from './narrowing.js';
import { phaseCountsOf } from './phase-counts.js';
import { writeStanding } from './standing-cells.js';

describe('the order of the portfolio', () => {
  const order = (query: string) => orderOf(new URLSearchParams(query));

  it('is by value at risk, the most first, unless the address says otherwise', () => {
    expect(order('')).toEqual({ sort: 'valueAtRisk', direction: 'descending' });
    expect(order('sort=nonsense&direction=ascending')).toEqual({ sort: 'valueAtRisk', direction: 'descending' });
    expect(order('sort=nextRenewal')).toEqual({ sort: 'nextRenewal', direction: 'ascending' });
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
      phase: 'deterioration',
      cause: 'neglect',
      silence: { days: 41.5, usualDays: 6, p: 0.003 },
      value: [{ currency: 'EUR', amount: 120.5 }],
      atRisk: ['deterioration', 'open-breach'],
      promises: { open: 1, broken: 3 },
      nextRenewal: '2026-12-31T23:59:59Z',
    } as never;
    expect(columns.map(({ value }) => value(row))).toEqual([
      'Value 7',
      'neglect',
      41.5,
      120.5,
      'deterioration open-breach',
      3,
      '2026-12-31T23:59:59Z',
      '2026-03-01T00:00:00Z',
      9,
      4,
      5,
      '2026-02-01T00:00:00Z',
      '2026-01-01T00:00:00Z',
      1,
      2,
    ]);
  });
});

describe('where a relationship stands', () => {
  const language = { ...createNumbers('en'), instants: createInstants('en', 'en', 'UTC'), nowMs: 0 };
  const row = {
    phase: 'deterioration',
    cause: 'neglect',
    because: 'usually every 6 days; silent for 41; 0.3 % likely',
    detectedAt: '2026-11-20T10:00:00Z',
    tooEarly: false,
    silence: { days: 41.9, usualDays: 6.04, p: 0.003 },
    value: [
      { currency: 'CHF', amount: 20 },
      { currency: 'EUR', amount: 1_200.4 },
    ],
    atRisk: ['deterioration', 'single-threaded'],
    promises: { open: 1, broken: 3 },
    nextRenewal: '2026-12-31T23:59:59Z',
  } as never;
  const write = (column: string, more: object = {}) =>
    writeStanding(column, { ...(row as object), ...more } as never, language);

  it('is written with numbers first, and the reason behind it', () => {
    expect(write('phase')).toEqual({
      short: 'neglect',
      exact: 'neglect',
      because: 'seen Nov 20, 2026: usually every 6 days; silent for 41; 0.3 % likely',
    });
    expect(write('silence')).toEqual({
      short: '41 d · 0.3%',
      exact: '41 d · 0.3%',
      because: 'usually every 6.0 days; so long a silence is 0.3% likely',
    });
    expect(write('value').short).toBe('CHF 20 · EUR 1,200');
    expect(write('valueAtRisk').short).toBe('deterioration, single-threaded');
    expect(write('brokenPromises').short).toBe('3');
    expect(write('nextRenewal').short).toBe('Dec 31, 2026');
  });

  it('says what it lacks', () => {
    expect(write('phase', { phase: undefined }).short).toBe('–');
    expect(write('phase', { tooEarly: true }).because).toMatch(/^too early to tell/);
    expect(write('silence', { silence: { days: 2 } })).toMatchObject({ short: '2 d', because: 'too early to tell' });
    expect(write('silence', { unknownSince: '2026-11-20T10:00:00Z' }).because).toMatch(/^unknown since Nov 20, 2026/);
    expect(write('silence', { silence: {} }).short).toBe('–');
    expect(write('value', { value: [] }).short).toBe('–');
    expect(write('valueAtRisk', { atRisk: [] }).exact).toBe('Not at risk.');
    expect(write('nextRenewal', { nextRenewal: undefined }).short).toBe('–');
  });
});

describe('the phases that the list can be narrowed to', () => {
  it('are counted by phase and by cause, of all segments or of one', () => {
    const cell = (kind: string, segment: string, name: string, n: number) => ({
      at: [kind, segment, name],
      sums: { n },
      columns: {},
    });
    const rows = [
      cell('phase', 'north', 'growth', 2),
      cell('phase', 'south', 'growth', 3),
      cell('phase', 'south', 'deterioration', 1),
      cell('cause', 'south', 'neglect', 1),
    ];
    const all = phaseCountsOf(rows, undefined);
    expect(Object.fromEntries(all.inPhase)).toEqual({ growth: 5, deterioration: 1, neglect: 1 });
    expect(all.segments).toEqual(['south', 'north']);
    expect(Object.fromEntries(phaseCountsOf(rows, 'north').inPhase)).toEqual({ growth: 2 });
  });
});

describe('the address of the portfolio', () => {
  it('holds what the list is narrowed to and its moment, and nothing else is asked for', () => {
    const narrowed = narrowedIn(new URLSearchParams('phase=neglect&view=movements&asOf=2026-01-01&risk='));
    expect(narrowed).toEqual({ phase: 'neglect', asOf: '2026-01-01' });
    expect([isNarrowed(narrowed), isNarrowed({ asOf: '2026-01-01' })]).toEqual([true, false]);
    expect(listAddress(narrowed, { risk: 'any', cohort: undefined })).toBe('/?asOf=2026-01-01&risk=any');
    expect(listAddress({}, {})).toBe('/');
    expect(relationshipAddress('id-7', narrowed)).toBe('/relationships/id-7?asOf=2026-01-01');
    expect(relationshipAddress('id-7', {})).toBe('/relationships/id-7');
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

describe('a number of the strip', () => {
  const language = createNumbers('en') as never;
  const change = (unit: 'share' | 'count' | 'ratio' | 'money' | 'per-hundred', now?: number, before?: number) => {
    const figure = (value: number | undefined) => (value === undefined ? { n: 0, lacks: 'nothing' } : { n: 9, value });
    return changeText({ unit, currency: 'EUR', now: figure(now), yearBefore: figure(before) }, language);
  };

  it('says how much it is more or less than a year before, and nothing where one of them is unknown', () => {
    expect(change('share', 0.8, 0.75)).toBe('+5 points on a year before');
    expect(change('share', 0.704, 0.7)).toBe('as a year before');
    expect(change('count', 1_200, 2_400)).toBe('−1,200 on a year before');
    expect(change('ratio', 1.5, 1.25)).toBe('+0.25 on a year before');
    expect(change('per-hundred', 1, 2.5)).toBe('−1.5 on a year before');
    expect(change('money', 1_500, 200)).toBe('+EUR 1,300 on a year before');
    expect([change('share', 0.8), change('share', undefined, 0.8)]).toEqual([undefined, undefined]);
  });

  it('stands without its limits', () => {
    expect(valueText({ value: 0.8, n: 9, low: 0.5, high: 0.9 }, { unit: 'share' }, language)).toBe('80%');
    expect(valueText({ n: 0, lacks: 'nothing' }, { unit: 'share' }, language)).toBeUndefined();
  });
});

it('is of a part of the portfolio in all views, at the same moment', () => {
  const narrowed = narrowedIn(new URLSearchParams('team=t&channel=email&phase=neglect&asOf=2026-01-01'));
  expect(isNarrowed({ channel: 'email' })).toBe(true);
  expect(partIn(narrowed)).toEqual({ team: 't', channel: 'email' });
  expect(partIn({})).toEqual({});
  expect(viewAddress(narrowed, 'overview')).toBe('/?asOf=2026-01-01&team=t&channel=email&view=overview');
  expect(viewAddress({}, 'list')).toBe('/');
});
