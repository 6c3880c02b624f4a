import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { didYouMean, nearNames } from './near-names.js';

const activities = [
  'Assign seriousness',
  'Take in charge ticket',
  'Resolve ticket',
  'Closed',
  'Wait',
  'Require upgrade',
];

describe('names that may be meant', () => {
  it.each([
    ['closed', 'Closed'],
    ['Cloesd', 'Closed'],
    ['Clsed', 'Closed'],
    ['Close', 'Closed'],
    ['Resolve tickets', 'Resolve ticket'],
    ['Résolve ticket', 'Resolve ticket'],
    ['Take in charge', 'Take in charge ticket'],
    ['Wiat', 'Wait'],
  ])('by “%s” is “%s”', (given, meant) => {
    expect(nearNames(given, activities)[0]).toBe(meant);
  });

  it.each(['', 'X', 'Invoice sent', 'ed', 'Schedule intervention'])('by “%s” is none', (given) => {
    expect(nearNames(given, activities)).toEqual([]);
    expect(didYouMean(given, activities)).toBe('');
  });

  it('are the nearest first, and only so many', () => {
    expect(nearNames('Wait', ['Wayed', 'Waits', 'Wai', 'Wxit', 'Wyit'])).toEqual(['Waits', 'Wai', 'Wxit']);
    expect(nearNames('Wait', ['Waits', 'WAIT', 'Wai'])).toEqual(['WAIT']);
    expect(didYouMean('closd', ['Close', 'Closed'])).toBe(' Did you mean “Close” or “Closed”?');
  });

  it('hold the name itself with one slip anywhere', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 6, maxLength: 20 });
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('drop', 'double', 'change', 'swap'), (whole, at, slip) => {
        const i = at % (whole.length - 1);
        const [head, sign, next, tail] = [whole.slice(0, i), whole[i]!, whole[i + 1]!, whole.slice(i + 2)];
        const slipped = {
          drop: head + next + tail,
          double: head + sign + sign + next + tail,
          change: `${head}z${next}${tail}`,
          swap: head + next + sign + tail,
        }[slip];
        return nearNames(slipped, [whole])[0] === whole;
      }),
    );
  });
});
