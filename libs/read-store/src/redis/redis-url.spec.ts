import { describe, expect, test } from '@jest/globals';
import { parseRedisUrl } from './redis-url.js';

describe('an address of Redis', () => {
  const cases: readonly (readonly [url: string, address: object])[] = [
    ['redis://one', { kind: 'single', hosts: [{ host: 'one', port: 6379 }], isEncrypted: false, database: 0 }],
    [
      'rediss://me:p%40ss%3A@one.example:7000/3',
      {
        kind: 'single',
        hosts: [{ host: 'one.example', port: 7000 }],
        isEncrypted: true,
        database: 3,
        username: 'me',
        password: 'p@ss:',
      },
    ],
    [
      'redis://:secret@[::1]:7000',
      { kind: 'single', hosts: [{ host: '::1', port: 7000 }], isEncrypted: false, database: 0, password: 'secret' },
    ],
    [
      'redis+sentinel://a,b:1/main%20one?database=2&sentinelPassword=s%26t',
      {
        kind: 'sentinel',
        hosts: [
          { host: 'a', port: 26_379 },
          { host: 'b', port: 1 },
        ],
        isEncrypted: false,
        database: 2,
        master: 'main one',
        sentinelPassword: 's&t',
      },
    ],
    [
      'rediss+cluster://u:p@a:1,b:2,[fe80::1]:3',
      {
        kind: 'cluster',
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
          { host: 'fe80::1', port: 3 },
        ],
        isEncrypted: true,
        database: 0,
        username: 'u',
        password: 'p',
      },
    ],
  ];
  test.each(cases)('%s is read', (url, address) => expect(parseRedisUrl(url)).toEqual(address));

  test.each([
    'http://one',
    'redis://',
    'redis://secret@a,b',
    'redis://a:0',
    'redis://a:70000',
    'redis://a/x',
    'redis+sentinel://a',
    'redis+cluster://a/1',
    'redis://u:secret%@a',
  ])('%s is refused without being repeated', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.not.stringContaining('secret') }),
    );
  });
});
