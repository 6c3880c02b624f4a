import { describe, expect, it } from '@jest/globals';
import { promiseWordsFor } from './promise-words.js';

describe('what can be said of a promise', () => {
  it.each([
    [{ state: 'open', dueInSeconds: 60 }, ['kept', 'kept-confirmed', 'renegotiate']],
    [{ state: 'renegotiated', dueInSeconds: 0 }, ['kept', 'kept-confirmed', 'renegotiate']],
    // Within the grace of its connector it is past due.
    [{ state: 'open', dueInSeconds: -60 }, ['kept', 'kept-confirmed', 'not-kept']],
    [{ state: 'unconfirmed' }, ['kept', 'kept-confirmed', 'not-kept']],
    [{ state: 'broken', known: 'self-reported' }, ['kept', 'kept-confirmed']],
    [{ state: 'broken', known: 'observed' }, ['kept', 'kept-confirmed']],
    [{ state: 'kept', known: 'self-reported' }, ['kept-confirmed']],
    [{ state: 'kept-late', known: 'self-reported' }, ['kept-confirmed']],
    [{ state: 'kept', known: 'customer-confirmed' }, []],
    [{ state: 'kept', known: 'observed' }, []],
  ] as const)('that is %j', (row, words) => {
    expect(promiseWordsFor(row)).toEqual(words);
  });
});
