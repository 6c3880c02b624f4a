import { describe, expect, it } from '@jest/globals';
import { knownUntil } from './unknown-since.js';

describe('what is told of contact', () => {
  const since = '2026-05-05T08:00:00.000Z';

  it('says since when it is unknown, in a member and in its sentence', () => {
    expect(knownUntil({ n: 3, sentence: '3 messages waiting now' }, since)).toEqual({
      n: 3,
      unknownSince: since,
      sentence: '3 messages waiting now; unknown since 2026-05-05: a feed is down that they came by',
    });
    expect(knownUntil({ theirs: [] }, since)).toEqual({ theirs: [], unknownSince: since });
  });

  it('is as it was while all feeds are up, or where nothing is told', () => {
    const part = { n: 3, sentence: '3 messages waiting now' };
    expect(knownUntil(part, null)).toBe(part);
    expect(knownUntil(part, undefined)).toBe(part);
    expect(knownUntil(undefined, since)).toBeUndefined();
  });
});
