import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mattersOf, type Told } from './matters.js';
import { compareThings, rankOf, ranking, valueClasses, type Ranked } from './ranking.js';

const things = fc.uniqueArray(
  fc.record({
    gravity: fc.integer({ min: 1, max: 5 }),
    value: fc.constantFrom('top-tenth' as const, 'under-contract' as const, undefined),
    dueAt: fc.option(fc.integer({ min: 0, max: 5 })),
    since: fc.integer({ min: 0, max: 5 }),
    matter: fc.string({ maxLength: 3 }),
  }),
  { selector: ({ matter }) => matter, maxLength: 12 },
);

describe('the ranking of things', () => {
  it('is one order, whatever order they come in: gravity, value, due time, news', () => {
    fc.assert(
      fc.property(things, fc.integer(), (given, seed) => {
        const shuffled = given.toSorted((a, b) => hashOf(a, seed) - hashOf(b, seed));
        const ordered = shuffled.toSorted(compareThings);
        expect(ordered).toEqual(given.toSorted(compareThings));
        // Told as text that sorts as it should.
        const place = ({ gravity, value, dueAt, since }: Ranked): string =>
          [gravity, value === 'top-tenth' ? 0 : value === 'under-contract' ? 1 : 2, dueAt ?? 9, 9 - since].join('');
        expect(ordered.map(place)).toEqual(given.map(place).sort());
      }),
    );
  });

  it('knows each kind once, and takes others by their severity', () => {
    const kinds = ranking.flatMap((rank) => rank.kinds);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(ranking.map(({ gravity }) => gravity)).toEqual([1, 2, 3, 4, 5]);
    const unknown = (['critical', 'warning', 'notice'] as const).map(
      (severity) => rankOf('of somebody else', severity).gravity,
    );
    expect(unknown).toEqual([2, 3, 5]);
  });

  it('compares values within a currency alone', () => {
    const contract = (key: string, value: number | null, currency: string | null = 'EUR', inForce = 1) => ({
      key,
      value,
      currency,
      inForce,
    });
    const many = Array.from({ length: 20 }, (_, i) => contract(`e${i}`, i));
    const classes = valueClasses([
      ...many,
      contract('yen', 1, 'JPY'),
      contract('two currencies', null, null),
      contract('over', 99, 'EUR', 0),
    ]);
    const top = [...classes].filter(([, of]) => of === 'top-tenth').map(([key]) => key);
    expect(top.sort()).toEqual(['e18', 'e19', 'yen']);
    expect([classes.get('two currencies'), classes.get('over')]).toEqual(['under-contract', undefined]);
  });
});

describe('matters', () => {
  const told = (given: Partial<Told>): Told => ({
    matter: 'm',
    kind: 'promise-due',
    severity: 'notice',
    since: 0,
    dueAt: null,
    evidence: [],
    says: { why: '', todo: '' },
    ...given,
  });
  const words = fc.array(
    fc.record({
      matter: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom('silence', 'promise-due', 'promise-broken', 'growth'),
      signal: fc.option(fc.constantFrom('s1', 's2'), { nil: undefined }),
    }),
    { maxLength: 10 },
  );

  it('are as many as there are different ones that are not settled, each as grave as its gravest word', () => {
    fc.assert(
      fc.property(words, fc.subarray(['a', 'b', 'c']), (given, over) => {
        const all = given.map(({ signal, ...one }) => told({ ...one, ...(signal === undefined ? {} : { signal }) }));
        const left = all.filter(({ matter, signal }) => signal !== undefined || !over.includes(matter));
        const found = mattersOf(all, new Set(over));
        expect(found.map(({ lead }) => lead.matter).sort()).toEqual(
          [...new Set(left.map(({ matter }) => matter))].sort(),
        );
        for (const { gravity, told: own, lead } of found) {
          expect(gravity).toBe(Math.min(...own.map(({ kind, severity }) => rankOf(kind, severity).gravity)));
          expect(rankOf(lead.kind, lead.severity).gravity).toBe(gravity);
          expect(own).toHaveLength(left.filter(({ matter }) => matter === lead.matter).length);
        }
      }),
    );
  });
});

function hashOf({ matter, since }: Ranked, seed: number): number {
  return [...matter].reduce((sum, char) => (sum * 31 + char.charCodeAt(0) + seed) % 9973, since);
}
