import { describe, expect, it } from '@jest/globals';
import type { Id } from '#core/time.js';
import { placeBy } from './order.js';
import { becauseOf } from './reason-words.js';
import { phaseNameOf, risksOf, valueOf, type Standing, type Standings } from './standing.js';
import type { StandingSort } from './standing-answers.js';

const day = 86_400_000;
const now = Date.parse('2026-11-24T12:00:00Z');

interface Told {
  readonly phase?: string;
  readonly cause?: string | null;
  readonly reason?: string;
  readonly detectedAt?: number;
  readonly lastContact?: number | null;
  readonly declineAt?: number | null;
  readonly silentDays?: number | null;
  readonly usualDays?: number | null;
  readonly p?: number | null;
  readonly amounts?: string;
  readonly contract?: { readonly currency: string | null; readonly value: number | null };
  readonly nextRenewal?: number | null;
  readonly open?: number;
  readonly broken?: number;
  readonly single?: boolean;
}

/** Only what is looked at, of rows that have more. */
function standing(told: Told): Standing {
  const { phase = 'management', cause = null, reason = 'otherwise', detectedAt = now, declineAt = null } = told;
  const { lastContact = null, silentDays = null, usualDays = null, p = null, amounts = '' } = told;
  const lines = amounts === '' ? [] : amounts.split('\n');
  const [currency = null, value = null] = lines.length === 1 ? lines[0]!.split(' ') : [];
  return {
    trajectory: { phase, cause, reason, detectedAt, lastContact, declineAt, silentDays, usualDays, p, segment: 'all' },
    value: { amounts, currency, value: value === null ? null : Number(value), bookedAt: null },
    breaches: { open: told.open ?? 0, promisesBroken: told.broken ?? 0 },
    contracts: { ...(told.contract ?? { currency: null, value: null }), nextRenewal: told.nextRenewal ?? null },
    stakeholders: { singleThreaded: told.single ?? false, owner: null },
  } as unknown as Standing;
}

describe('the value of a relationship', () => {
  it.each([
    ['nothing', {}, []],
    ['what was booked', { amounts: 'EUR 12.5' }, [['EUR', 12.5]]],
    [
      'each currency by itself',
      { amounts: 'CHF 3\nEUR 12.5' },
      [
        ['CHF', 3],
        ['EUR', 12.5],
      ],
    ],
    [
      'the contracts where these come to more',
      { amounts: 'EUR 12.5', contract: { currency: 'EUR', value: 40 } },
      [['EUR', 40]],
    ],
    [
      'what was booked where that is more',
      { amounts: 'EUR 50', contract: { currency: 'EUR', value: 40 } },
      [['EUR', 50]],
    ],
    [
      'contracts of another currency beside it',
      { amounts: 'EUR 50', contract: { currency: 'CHF', value: 40 } },
      [
        ['CHF', 40],
        ['EUR', 50],
      ],
    ],
    [
      'no contracts of several currencies',
      { amounts: 'EUR 50', contract: { currency: null, value: null } },
      [['EUR', 50]],
    ],
    ['what was given back', { amounts: 'EUR -5' }, [['EUR', -5]]],
  ] as [string, Told, [string, number][]][])('is %s', (_title, told, wanted) => {
    expect(valueOf(standing(told)).map(({ currency, amount }) => [currency, amount])).toEqual(wanted);
  });

  it('is nothing of what is not known', () => {
    expect(valueOf({})).toEqual([]);
  });
});

describe('risk', () => {
  it.each([
    [[], {}],
    [['deterioration'], { phase: 'deterioration', cause: 'neglect' }],
    [['open-breach'], { open: 1 }],
    [['single-threaded'], { single: true }],
    [['renewal-in-decline'], { nextRenewal: now + 90 * day, declineAt: now - day }],
    [['renewal-in-decline'], { nextRenewal: now, declineAt: now - day }],
    [[], { nextRenewal: now + 90 * day + 1, declineAt: now - day }],
    [[], { nextRenewal: now - 1, declineAt: now - day }],
    [[], { nextRenewal: now + day }],
    [[], { declineAt: now - day }],
    [
      ['deterioration', 'open-breach', 'single-threaded', 'renewal-in-decline'],
      { phase: 'deterioration', open: 2, single: true, nextRenewal: now + day, declineAt: now - day },
    ],
    [[], { phase: 'dissolved', open: 2, single: true, nextRenewal: now + day, declineAt: now - day }],
  ] as [string[], Told][])('is %j of %j', (risks, told) => {
    expect(risksOf(standing(told), now)).toEqual(risks);
  });

  it('is none of what is not known', () => {
    expect(risksOf({}, now)).toEqual([]);
    expect(phaseNameOf({})).toBeUndefined();
  });
});

describe('the order of the portfolio', () => {
  /** Keys, the greatest first; whatever has no place is last. */
  function ordered(sort: StandingSort, all: Readonly<Record<string, Told & { readonly last?: number }>>): string[] {
    const known = new Map<Id, Standing>(Object.entries(all).map(([key, told]) => [key, standing(told)]));
    const standings: Standings = {
      at: now,
      of: (key) => known.get(key)!,
      keys: [...known.keys()],
      read: [],
      missing: [],
    };
    const place = placeBy(sort, standings);
    return Object.entries(all)
      .map(([key, { last = now }]) => [key, place(standings.of(key), last)] as const)
      .toSorted(([, a], [, b]) => (b === undefined ? -1 : a === undefined ? 1 : a! > b! ? -1 : 1))
      .map(([key]) => key);
  }
  const down = { phase: 'deterioration', cause: 'neglect' } as const;

  it('puts value at risk first, by currency and amount; then risk without value; then the last touchpoint', () => {
    expect(
      ordered('valueAtRisk', {
        calm: { amounts: 'EUR 99999', last: now - day },
        latest: { last: now },
        poorAndOld: { ...down, last: now - 9 * day },
        poor: { ...down, last: now - day },
        few: { ...down, amounts: 'EUR 9.99' },
        more: { ...down, amounts: 'EUR 100' },
        // More relationships have euros: a thousand francs are not compared with them.
        francs: { ...down, amounts: 'CHF 1000' },
        // It stands with its euros.
        both: { ...down, amounts: 'CHF 5000\nEUR 50' },
        negative: { ...down, amounts: 'EUR -3' },
      }),
    ).toEqual(['more', 'both', 'few', 'negative', 'francs', 'poor', 'poorAndOld', 'latest', 'calm']);
  });

  it('is by value, phase, silence, broken promises and renewal', () => {
    expect(ordered('value', { no: {}, few: { amounts: 'EUR 9' }, more: { amounts: 'EUR 10' } })).toEqual([
      'more',
      'few',
      'no',
    ]);
    const phases = { calm: {}, gone: { phase: 'dissolved' }, worst: { ...down, cause: 'betrayal' }, bad: down };
    expect(ordered('phase', phases)).toEqual(['worst', 'bad', 'gone', 'calm']);
    expect(ordered('silence', { never: {}, short: { lastContact: now - day }, long: { lastContact: 0 } })).toEqual([
      'long',
      'short',
      'never',
    ]);
    expect(ordered('brokenPromises', { one: { broken: 1 }, two: { broken: 2 } })).toEqual(['two', 'one']);
    expect(ordered('nextRenewal', { none: {}, soon: { nextRenewal: now }, late: { nextRenewal: now + day } })).toEqual([
      'late',
      'soon',
      'none',
    ]);
    expect(ordered('since', { before: { detectedAt: 0 }, after: { detectedAt: now } })).toEqual(['after', 'before']);
  });
});

describe('the reason of a phase', () => {
  it.each([
    [
      { reason: 'silence', silentDays: 41.2, usualDays: 6, p: 0.003 },
      'usually every 6 days; silent for 41; 0.3 % likely',
    ],
    [
      { reason: 'silence', silentDays: 8.04, usualDays: 1.5, p: 0.0002 },
      'usually every 1.5 days; silent for 8; less than 0.1 % likely',
    ],
    [{ reason: 'silent-for-long', silentDays: 400 }, 'silent for 400'],
    [{ reason: 'breach-then-silence', silentDays: 50 }, 'silent for 50, after a breach of ours'],
    [{ reason: 'silence' }, 'silent for longer than usual'],
    [{ reason: 'came-back', silentDays: 2 }, 'they came back by themselves'],
  ] as [Told, string][])('of %j is a sentence', (told, sentence) => {
    expect(becauseOf(standing(told))).toBe(sentence);
  });

  it('is none of what has no phase', () => {
    expect(becauseOf({})).toBeUndefined();
  });
});
