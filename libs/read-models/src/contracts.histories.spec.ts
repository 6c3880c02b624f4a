import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { startOfDay } from '#core/time.js';
import { idOf } from '#domain/testing.js';
import { isOver } from '#measures/contracts/contract-state.js';
import { fact, given, type GivenFact } from '#projections/testing/testing.js';
import { contracts } from './contracts.projection.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const startAt = startOfDay('2024-01-01', 'UTC');

describe('contracts of any history', () => {
  const days = fc.option(fc.integer({ min: -200, max: 500 }), { nil: undefined });
  const step = fc.record({
    type: fc.constantFrom('Contracted', 'Renewed', 'Expanded', 'NoticeGiven', 'Cancelled'),
    at: fc.integer({ min: 0, max: 500 }),
    starts: fc.integer({ min: -50, max: 100 }),
    endAt: days,
    noticeBy: days,
    autoRenew: fc.boolean(),
    names: fc.option(fc.constantFrom(0, 1, 2), { nil: undefined }),
    matter: fc.option(fc.constantFrom(idOf(801), idOf(802)), { nil: undefined }),
    currency: fc.option(fc.constantFrom('CHF', 'EUR'), { nil: undefined }),
  });

  it('keep every rule of a fold, and each contract that is not over stands in one state', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 7 }), async (steps) => {
        const facts = steps.map(
          ({ type, at, starts, endAt: end, noticeBy: notice, autoRenew, names, matter, currency }, i) => {
            const when = (given: number | undefined) =>
              given === undefined ? undefined : startAt + (at + given) * day;
            const money = currency === undefined ? {} : { value: 10.25, currency };
            const making = {
              startAt: when(starts),
              endAt: end === undefined ? undefined : when(starts + Math.abs(end)),
              autoRenew,
            };
            const about = { contract: names === undefined ? undefined : idOf(7_000 + names), endAt: when(end) };
            const data =
              type === 'Contracted' ? { ...making, noticeBy: when(notice), ...money } : { ...about, ...money };
            const more = {
              ...(matter === undefined ? {} : { matter }),
              ...(type === 'Contracted' ? { id: idOf(7_000 + i) } : {}),
            };
            return withoutUndefined({ ...fact(type, startAt + at * day, more), data });
          },
        );
        const { documents, quarantined, cells } = await given(facts, { until: startAt + 900 * day }).fold(contracts);
        expect(quarantined).toEqual({});
        const all = Object.values(documents).flatMap((doc) => doc.contracts);
        const standing = cells.filter(({ at }) => at[0] === 'state').map(({ sums }) => Number(sums['contracts']));
        expect(standing.reduce((a, b) => a + b, 0)).toBe(all.filter(({ state }) => !isOver(state)).length);
        for (const { sums } of cells)
          for (const [name, sum] of Object.entries(sums)) expect([name, sum > 0n]).toEqual([name, true]);
        for (const { state } of all)
          if (state.inForce && state.endAt !== null) expect(state.endAt).toBeGreaterThanOrEqual(startAt + 900 * day);
      }),
      { numRuns: 15 },
    );
  });
});

/** Absent fields are left out of events. */
function withoutUndefined(event: GivenFact): GivenFact {
  const data = Object.fromEntries(Object.entries(event.data).filter(([, value]) => value !== undefined));
  return { ...event, data };
}
