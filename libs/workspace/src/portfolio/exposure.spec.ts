import { expect, it } from '@jest/globals';
import type { Id } from '#core/time.js';
import { exposureOf, riskMoved } from './exposure.js';
import type { Standing, Standings } from './standing.js';

function standings(at: number, phases: Readonly<Record<Id, string>>): Standings {
  const rows = new Map<Id, Standing>(
    Object.entries(phases).map(([key, phase]) => [
      key,
      {
        trajectory: { phase, cause: null, declineAt: null },
        value: { amounts: 'EUR 10', currency: 'EUR', value: 10, bookedAt: null },
      } as unknown as Standing,
    ]),
  );
  return { at, of: (key) => rows.get(key) ?? {}, keys: [...rows.keys()], read: [], missing: [] };
}

it('is lost whoever is dissolved at the end and was not at the beginning, also who came in between', () => {
  const before = standings(0, { stays: 'management', goes: 'management', gone: 'dissolved', down: 'deterioration' });
  const after = standings(1, {
    stays: 'management',
    goes: 'dissolved',
    gone: 'dissolved',
    down: 'dissolved',
    quick: 'dissolved',
  });
  const { entered, left, lost } = riskMoved(before, after);
  expect(new Set(lost.keys)).toEqual(new Set(['goes', 'down', 'quick']));
  expect([entered.keys, left.keys]).toEqual([[], []]);
  // Who came within the quarter had no value at its beginning.
  const { relationships, money } = exposureOf(lost.keys, lost.of);
  expect({ relationships, money: [...money] }).toEqual({ relationships: 3, money: [['EUR', { amount: 20, n: 2 }]] });
});
