import { describe, expect, it } from '@jest/globals';
import { durationText } from './duration-text.js';

describe('durationText', () => {
  it.each([
    [0, '0 s'],
    [0.25, '0.3 s'],
    [59, '59 s'],
    [60, '1 min'],
    [90, '1.5 min'],
    [3_599, '60 min'],
    [21_926.5, '6.1 h'],
    [86_400, '24 h'],
    [172_799, '48 h'],
    [172_800, '2 d'],
    [276_480, '3.2 d'],
    [2_592_116, '30 d'],
    [-90, '−1.5 min'],
    [-0.01, '0 s'],
  ])('reads %d seconds as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
