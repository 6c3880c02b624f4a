import { describe, expect, it } from '@jest/globals';
import type { LedgerError } from '#core/errors.js';
import { decideKeep, decideRenegotiation, decideUndo, type PromiseNow } from './work-on-promises.js';

const due = 1_000;
const open: PromiseNow = { status: 'open', dueAt: due, dueBeforeMade: false, keptAt: null, keptBy: null };
const kept = (keptBy: 'actor' | 'customer' | 'connector', keptAt = 900): PromiseNow => ({
  ...open,
  status: keptAt <= due ? 'kept' : 'kept-late',
  keptAt,
  keptBy,
});

function outcomeOf<T>(decide: () => T): T | string {
  try {
    return decide();
  } catch (error) {
    return (error as LedgerError).code;
  }
}

describe('decideKeep', () => {
  const actor = { by: 'actor' } as const;
  const customer = { by: 'customer' } as const;

  it.each<[string, PromiseNow, Parameters<typeof decideKeep>[1], number, number | 'invalid' | undefined]>([
    ['open, said before it is due', open, actor, 500, 500],
    ['open, said within the grace of its connector', open, actor, 1_200, due],
    ['renegotiated', { ...open, status: 'renegotiated' }, customer, 500, 500],
    ['in question: it was kept in time', { ...open, status: 'unconfirmed' }, actor, 5_000, due],
    [
      'in question, and said to have been late',
      { ...open, status: 'unconfirmed' },
      { ...actor, keptAt: 1_001 },
      5_000,
      1_001,
    ],
    ['broken: it is made good now', { ...open, status: 'broken' }, actor, 5_000, 5_000],
    [
      'broken, and said to have been kept in time',
      { ...open, status: 'broken' },
      { ...actor, keptAt: 999 },
      5_000,
      999,
    ],
    ['kept by the same word', kept('actor'), actor, 5_000, undefined],
    ['kept by the same word at the same time', kept('actor'), { ...actor, keptAt: 900 }, 5_000, undefined],
    ['kept by the same word at another time', kept('actor'), { ...actor, keptAt: 901 }, 5_000, 'invalid'],
    ['kept by a stronger word', kept('connector'), customer, 5_000, undefined],
    ['kept by a weaker word, whose time is confirmed', kept('actor'), customer, 5_000, 900],
    ['kept by a weaker word, with a time of its own', kept('actor', 1_300), { ...customer, keptAt: 950 }, 5_000, 950],
  ])('of one that is %s', (_which, now, said, at, expected) => {
    expect(outcomeOf(() => decideKeep(now, said, at))).toBe(expected);
  });
});

describe('decideRenegotiation', () => {
  it.each<[string, PromiseNow, number, number, boolean | 'invalid']>([
    ['open', open, 2_000, 500, true],
    ['open, at the very due time', open, 2_000, due, true],
    ['open, to an earlier time that is to come', open, 600, 500, true],
    ['open, to the same time', open, due, 500, false],
    ['open, to a time that is past', open, 500, 500, 'invalid'],
    ['renegotiated', { ...open, status: 'renegotiated' }, 2_000, 500, true],
    ['past due, within the grace', open, 2_000, due + 1, 'invalid'],
    ['in question', { ...open, status: 'unconfirmed' }, 2_000, due + 1, 'invalid'],
    [
      'in question, and never had a due time to miss',
      { ...open, status: 'unconfirmed', dueBeforeMade: true },
      9_000,
      5_000,
      true,
    ],
    ['broken', { ...open, status: 'broken' }, 2_000, due + 1, 'invalid'],
    ['kept', kept('actor'), 2_000, 950, 'invalid'],
    ['kept late', kept('actor', 1_300), 2_000, 1_400, 'invalid'],
  ])('of one that is %s', (_which, now, dueAt, at, expected) => {
    expect(outcomeOf(() => decideRenegotiation(now, dueAt, at))).toBe(expected);
  });
});

describe('decideUndo', () => {
  it.each([
    [undefined, undefined, undefined],
    ['said', undefined, 'kept'],
    ['said', 'said', 'kept'],
    ['said', 'brought', 'kept'],
    [undefined, 'said', 'moved'],
    [undefined, 'brought', 'invalid'],
    ['brought', 'said', 'invalid'],
  ] as const)('takes of kept %s and moved %s back: %s', (keptWord, moved, expected) => {
    expect(outcomeOf(() => decideUndo({ kept: keptWord, moved }))).toBe(expected);
  });
});
