import { describe, expect, it } from '@jest/globals';
import type { LedgerError } from '#core/errors.js';
import { decideKeep, decideNotKept, decideRenegotiation, decideUndo, type PromiseNow } from './work-on-promises.js';

const due = 1_000;
const open: PromiseNow = {
  status: 'open',
  dueAt: due,
  dueBeforeMade: false,
  keptAt: null,
  keptBy: null,
  evidence: null,
};
const kept = (keptBy: 'actor' | 'customer' | 'connector', keptAt = 900): PromiseNow => ({
  ...open,
  status: keptAt <= due ? 'kept' : 'kept-late',
  keptAt,
  keptBy,
  evidence: keptBy,
});
const broken = (evidence: 'actor' | 'customer' | 'connector'): PromiseNow => ({ ...open, status: 'broken', evidence });

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

describe('decideNotKept', () => {
  it.each<[string, PromiseNow, 'actor' | 'customer', number, number | 'invalid' | undefined]>([
    ['open', open, 'actor', 500, 'invalid'],
    ['open, at the very due time', open, 'actor', due, 'invalid'],
    ['open, within the grace of its connector', open, 'actor', due + 1, due + 1],
    ['renegotiated', { ...open, status: 'renegotiated' }, 'customer', 500, 'invalid'],
    ['in question: it was not kept by its due time', { ...open, status: 'unconfirmed' }, 'actor', 5_000, due + 1],
    [
      'in question, and never had a due time to miss',
      { ...open, status: 'unconfirmed', dueBeforeMade: true },
      'actor',
      5_000,
      5_000,
    ],
    ['broken by the same word', broken('actor'), 'actor', 5_000, undefined],
    ['broken by a weaker word', broken('actor'), 'customer', 5_000, due + 1],
    ['broken by a stronger word', broken('customer'), 'actor', 5_000, undefined],
    ['broken by the clock', broken('connector'), 'customer', 5_000, undefined],
    ['kept', kept('actor'), 'customer', 5_000, 'invalid'],
    ['kept late', kept('actor', 1_300), 'actor', 5_000, 'invalid'],
  ])('of one that is %s', (_which, now, by, at, expected) => {
    expect(outcomeOf(() => decideNotKept(now, by, at))).toBe(expected);
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
    [undefined, undefined, undefined, undefined],
    ['said', undefined, undefined, 'kept'],
    ['said', 'said', 'said', 'kept'],
    ['said', undefined, 'brought', 'kept'],
    [undefined, 'said', 'said', 'notKept'],
    [undefined, 'said', 'brought', 'notKept'],
    [undefined, undefined, 'said', 'moved'],
    [undefined, undefined, 'brought', 'invalid'],
    [undefined, 'brought', 'said', 'invalid'],
    ['brought', 'said', 'said', 'invalid'],
  ] as const)('takes of kept %s, not kept %s and moved %s back: %s', (keptWord, notKept, moved, expected) => {
    expect(outcomeOf(() => decideUndo({ kept: keptWord, notKept, moved }))).toBe(expected);
  });
});
