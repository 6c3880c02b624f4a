import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pack } from '#read-store/packing.js';
import type { Snapshot } from '#read-store/port.js';
import { followSignals } from './signal-log.js';
import type { SignalPlace } from './signal-log.js';

/** A log of batches: each the letters of what it raises (`r`) and ends (`e`), in any order, as its parts were committed. */
function logOf(batches: readonly string[], first = 1): Pick<Snapshot, 'transitions'> {
  const all = batches.flatMap((letters, batch) =>
    Array.from(letters, (letter) => ({ letter, known: batch + 1, became: letter === 'r' ? 'raised' : 'ended' })),
  );
  const packed = all.map(({ became, known }, i) => pack([`s${i + 1}`, became, 0, 0, 'k', {}, known, 0]));
  return {
    transitions(after, limit) {
      const from = Math.max(after, first - 1);
      const entries = packed.map((transition, i) => ({ number: i + 1, transition })).slice(from, from + limit);
      return { log: 'l', first, last: packed.length, entries };
    },
  };
}

const start: SignalPlace = { build: 'b.1', log: 'l', number: 0 };

describe('who follows the numbers of a build', () => {
  test('is given every batch once and whole, what it raises first, however the pages fall', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('r', 'e'), minLength: 1, maxLength: 6 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat({ max: 9 }),
        (batches, limit, foldedTo) => {
          const log = logOf(batches);
          const told: string[] = [];
          for (let place = start, before = -1; place.number > before;) {
            before = place.number;
            const found = followSignals(log, 'b.1', place, foldedTo, limit);
            const of = found.transitions!.map(({ batch }) => batch.sequence);
            // No batch is cut: the next page begins with another one.
            expect(of).not.toContain(Number(told.at(-1)?.split(' ')[0] ?? 0));
            told.push(...found.transitions!.map(({ batch, became, id }) => `${batch.sequence} ${became} ${id}`));
            place = found.place;
          }
          const numbered = batches.flatMap((letters, batch) => Array.from(letters, (letter) => ({ letter, batch })));
          const expected = batches.slice(0, foldedTo).flatMap((_, batch) => {
            const names = numbered.flatMap((one, i) => (one.batch === batch ? [{ ...one, id: `s${i + 1}` }] : []));
            const some = (letter: string, became: string) =>
              names.filter((one) => one.letter === letter).map(({ id }) => `${batch + 1} ${became} ${id}`);
            return [...some('r', 'raised'), ...some('e', 'ended')];
          });
          expect(told).toEqual(expected);
        },
      ),
    );
  });

  test.each([
    ['nothing was followed yet', undefined, 1],
    ['another build serves', { ...start, build: 'b.2' }, 1],
    ['the build was made anew', { ...start, log: 'other' }, 1],
    ['more was forgotten than was followed', { ...start, number: 1 }, 3],
    ['numbers were followed that there are not', { ...start, number: 9 }, 1],
  ])('has to compare where %s', (_when, from, first) => {
    const found = followSignals(logOf(['rr', 'er'], first), 'b.1', from, 9, 10);
    expect(found).toEqual({ place: { build: 'b.1', log: 'l', number: 4 }, transitions: undefined });
  });

  test('goes on where just as much was forgotten as was followed', () => {
    const found = followSignals(logOf(['rr', 'er'], 3), 'b.1', { ...start, number: 2 }, 9, 10);
    expect(found.transitions!.map(({ id }) => id)).toEqual(['s4', 's3']);
    expect(found.place.number).toBe(4);
  });
});
