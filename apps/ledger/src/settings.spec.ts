import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { settingsOf } from './settings.js';

describe('settings', () => {
  it('have defaults', () => {
    expect(settingsOf({}, [], 2)).toEqual({
      host: '127.0.0.1',
      port: 4100,
      data: './data',
      logLevel: 'warn',
      activation: 'automatic',
      foldingThreads: 1,
      privateWebhooks: false,
      node: { name: hostname(), roles: new Set(['commands', 'projector', 'queries']) },
    });
  });

  it('come from the environment, --data wins', () => {
    const environment = {
      TEND_HOST: '::1',
      TEND_PORT: '0',
      TEND_DATA: 'a',
      TEND_ZONE: 'Europe/Berlin',
      TEND_LOG: 'info',
      TEND_ACTIVATION: 'review',
      TEND_FOLDING_THREADS: '0',
      TEND_WEBHOOKS_PRIVATE: '1',
      TEND_LEDGER: 'esdb+discover://cluster.example.org:2113',
      TEND_LEDGER_USER: 'tend',
      TEND_NODE: 'tend-2',
      TEND_ROLES: 'queries, commands',
      TEND_READ_STORE: 'redis+sentinel://redis.example.org/tend',
      TEND_SMTP: 'smtps://a:b%40c@mail.example.org:465',
      TEND_MAIL_FROM: 'Tend <tend@example.org>',
    };
    expect(settingsOf(environment, ['--data', 'b'], 2)).toEqual({
      host: '::1',
      port: 0,
      data: 'b',
      zone: 'Europe/Berlin',
      logLevel: 'info',
      activation: 'review',
      foldingThreads: 0,
      privateWebhooks: true,
      node: {
        name: 'tend-2',
        roles: new Set(['queries', 'commands']),
        ledgerServer: { url: 'esdb+discover://cluster.example.org:2113', prefix: 'tend.', user: 'tend' },
        readStoreServer: { url: 'redis+sentinel://redis.example.org/tend' },
      },
      mailServer: { url: 'smtps://a:b%40c@mail.example.org:465', from: 'Tend <tend@example.org>' },
    });
    expect(settingsOf(environment, [], 2).data).toBe('a');
  });

  it.each([
    [{ TEND_HOST: '0.0.0.0' }, [], 'TEND_HOST: 0.0.0.0 is not a loopback address'],
    [{ TEND_HOST: '192.168.1.2' }, [], 'TEND_HOST'],
    [{ TEND_HOST: '' }, [], 'TEND_HOST'],
    [{ TEND_PORT: 'http' }, [], 'TEND_PORT'],
    [{ TEND_PORT: '65536' }, [], 'TEND_PORT'],
    [{ TEND_PORT: '-1' }, [], 'TEND_PORT'],
    [{ TEND_PORT: '1.5' }, [], 'TEND_PORT'],
    [{ TEND_PORT: '' }, [], 'TEND_PORT'],
    [{ TEND_LEDGER: 'http://admin:secret@host' }, [], 'TEND_LEDGER: must be embedded, or such as esdb://'],
    [{ TEND_LEDGER: 'esdb://host', TEND_LEDGER_PREFIX: 'Tend' }, [], 'TEND_LEDGER_PREFIX: must be of small letters'],
    [{ TEND_LEDGER: 'esdb://host', TEND_LEDGER_PASSWORD_FILE: '/nowhere' }, [], 'TEND_LEDGER_PASSWORD_FILE: cannot'],
    [{ TEND_READ_STORE: 'http://:secret@host' }, [], 'TEND_READ_STORE: must be embedded, or such as redis://'],
    [
      { TEND_READ_STORE: 'redis://host', TEND_READ_STORE_PASSWORD_FILE: '/nowhere' },
      [],
      'TEND_READ_STORE_PASSWORD_FILE: cannot be read (ENOENT)',
    ],
    [{ TEND_NODE: 'one of three' }, [], 'TEND_NODE: must be up to 64 letters'],
    [{ TEND_ROLES: 'queries,writer' }, [], 'TEND_ROLES: must be some of commands,projector,queries'],
    [{ TEND_ROLES: 'queries' }, [], 'TEND_ROLES: a node that does not fold needs read models'],
    [{ TEND_LOG: 'loud' }, [], 'TEND_LOG'],
    [{ TEND_FOLDING_THREADS: '5' }, [], 'TEND_FOLDING_THREADS: must be a number, 0 to 4.'],
    [{ TEND_FOLDING_THREADS: 'all' }, [], 'TEND_FOLDING_THREADS'],
    [{ TEND_WEBHOOKS_PRIVATE: 'yes' }, [], 'TEND_WEBHOOKS_PRIVATE: must be 0 or 1.'],
    [{ TEND_ACTIVATION: 'never' }, [], 'TEND_ACTIVATION: must be automatic or review.'],
    [{ TEND_SMTP: 'mail.example.org' }, [], 'TEND_SMTP: must be such as smtp://'],
    [{ TEND_SMTP: 'https://secret@mail.example.org' }, [], 'TEND_SMTP: must be such as smtp://'],
    [{ TEND_SMTP: 'smtp://mail.example.org' }, [], 'TEND_MAIL_FROM'],
    [{ TEND_SMTP: 'smtp://mail.example.org', TEND_MAIL_FROM: 'nobody' }, [], 'TEND_MAIL_FROM'],
    [{ TEND_SMTP: 'smtp://mail.example.org', TEND_MAIL_FROM: 'a@b.c, d@e.f' }, [], 'TEND_MAIL_FROM'],
    [{ TEND_MAIL_FROM: 'tend@example.org' }, [], 'TEND_SMTP: must be given'],
    [{}, ['--dta', 'x'], '--data DIR'],
    [{}, ['--data'], '--data DIR'],
    [{}, ['--data', ''], '--data'],
    [{}, ['x'], '--data DIR'],
  ] as const)('refuse %j %j by name', (environment, args, sentence) => {
    expect(() => settingsOf(environment, args)).toThrow(sentence);
  });
});
