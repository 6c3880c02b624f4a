import { describe, expect, it } from '@jest/globals';
import { systemRandom } from '#core/random.js';
import { Sessions } from './sessions.js';

const day = 24 * 60 * 60 * 1000;

function sessionsAt(now: { at: number }, token = 'a'.repeat(43)): Sessions {
  return new Sessions(token, { now: () => now.at }, systemRandom());
}

describe('sessions', () => {
  it('are opened once by a link', () => {
    const sessions = sessionsAt({ at: 0 });
    const token = sessions.issueLink();
    expect([sessions.isLink(token), sessions.isLink(token), sessions.isLink('')]).toEqual([true, true, false]);
    const opened = sessions.open(token);
    expect(sessions.isSession(opened!.cookie)).toBe(true);
    expect(sessions.open(token)).toBeUndefined();
    expect(sessions.open('')).toBeUndefined();
  });

  it('end after a week, links after a day', () => {
    const now = { at: 0 };
    const sessions = sessionsAt(now);
    const link = sessions.issueLink();
    const { cookie } = sessions.open(sessions.issueLink())!;
    now.at = 7 * day - 1;
    expect(sessions.isSession(cookie)).toBe(true);
    expect([sessions.isLink(link), sessions.open(link)]).toEqual([false, undefined]);
    now.at = 7 * day;
    expect(sessions.isSession(cookie)).toBe(false);
  });

  it('come by sixteen links at a time: of more the oldest is good no longer', () => {
    const sessions = sessionsAt({ at: 0 });
    const links = Array.from({ length: 17 }, () => sessions.issueLink());
    expect(links.map((link) => sessions.open(link) !== undefined)).toEqual([false, ...links.slice(1).map(() => true)]);
  });

  it('outlive a restart on the same data directory and no other', () => {
    const { cookie } = ((sessions) => sessions.open(sessions.issueLink())!)(sessionsAt({ at: 0 }));
    expect(sessionsAt({ at: 1 }).isSession(cookie)).toBe(true);
    expect(sessionsAt({ at: 1 }, 'b'.repeat(43)).isSession(cookie)).toBe(false);
    expect(sessionsAt({ at: 0 }, 'b'.repeat(43)).cookieName).not.toBe(sessionsAt({ at: 0 }).cookieName);
  });

  it('cannot be made longer or made up', () => {
    const sessions = sessionsAt({ at: 0 });
    const [expires, nonce, signature] = sessions.open(sessions.issueLink())!.cookie.split('.') as [
      string,
      string,
      string,
    ];
    for (const forged of [
      `${Number(expires) + 1}.${nonce}.${signature}`,
      `${expires}.${nonce}.`,
      `${expires}.${nonce}`,
      '',
      '.',
      '..',
      'x',
    ]) {
      expect(sessions.isSession(forged)).toBe(false);
    }
  });

  it('are found among other cookies', () => {
    const sessions = sessionsAt({ at: 0 });
    const { cookie } = sessions.open(sessions.issueLink())!;
    expect(sessions.isIn(`theme=dark; ${sessions.cookieName}=${cookie}; a`)).toBe(true);
    expect(sessions.isIn(`other=${cookie}; ${sessions.cookieName}=`)).toBe(false);
    expect(sessions.isIn('')).toBe(false);
  });

  it('take the token as bearer only', () => {
    const token = 'a'.repeat(43);
    const sessions = sessionsAt({ at: 0 }, token);
    expect([`Bearer ${token}`, `bearer ${token}`].map((header) => sessions.isBearer(header))).toEqual([true, true]);
    for (const header of [
      `Basic ${token}`,
      token,
      'Bearer',
      'Bearer ',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
    ]) {
      expect(sessions.isBearer(header)).toBe(false);
    }
  });
});
