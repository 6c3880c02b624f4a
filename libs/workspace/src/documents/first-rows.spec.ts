import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FirstRows } from './first-rows.js';

test('the first rows are those of a sorted copy, however they come', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      fc.option(fc.string({ maxLength: 2 }), { nil: undefined }),
      (places, limit, after) => {
        const first = new FirstRows<number>(limit, after);
        for (const [row, place] of places.entries()) first.add(row, place);
        const sorted = places
          .toSorted((a, b) => (a < b ? -1 : 1))
          .filter((place) => after === undefined || place > after);
        expect(first.inOrder()).toEqual(sorted.slice(0, limit).map((place) => ({ place, row: places.indexOf(place) })));
        expect([first.total, first.behind]).toEqual([places.length, sorted.length]);
      },
    ),
  );
});
