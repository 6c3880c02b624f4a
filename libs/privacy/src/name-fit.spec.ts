import { describe, expect, it } from '@jest/globals';
import { nameFit } from './name-fit.js';

describe('how well a name answers what was sought', () => {
  it.each([
    ['value 7', 'value 7', 3],
    ['value 71', 'value 7', 2],
    ['the value 7', 'value', 1],
    ['devalued', 'value', 0],
    ['value 7', 'value 8', undefined],
    ['', 'a', undefined],
    // The best of several names, wherever it stands.
    ['devalued\nthe value\nvalue 71\nvalue', 'value', 3],
    ['devalued\nthe value\nvalue 71', 'value', 2],
    // Twice in one name: the better place counts.
    ['banana an', 'an', 1],
    ['anything', '', 2],
  ])('%j, sought %j: %s', (names, sought, fit) => {
    expect(nameFit(names, sought)).toBe(fit);
  });
});
