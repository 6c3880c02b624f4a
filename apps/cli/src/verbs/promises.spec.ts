import { afterEach, describe, expect, it } from '@jest/globals';
import type { PromiseRow, PromisesAnswer } from '#workspace/relationships/promise-answers.js';
import { lines, run, serve, type Ended } from '../testing.js';

const answered = { build: 'b.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };
const none = { open: 0, kept: 0, broken: 0, unconfirmed: 0 };
const row: PromiseRow = {
  id: 'e-1',
  relationship: { id: 'id-7', name: 'Amber Mills' },
  state: 'open',
  by: 'ours',
  source: 'promise',
  madeAt: '2026-11-01T09:00:00.000Z',
  dueAt: '2026-11-26T23:59:00.000Z',
  dueInSeconds: 216_000,
  confirmBy: 'customer-confirmed',
  renegotiations: 0,
  evidence: ['e-1'],
  text: 'A quote\u001b[31m',
};
const answer: PromisesAnswer = {
  ...answered,
  by: 'ours',
  counts: { open: 1, kept: 45, broken: 3, unconfirmed: 2 },
  rates: [{ evidence: 'observed', kept: 45, broken: 3, rate: 0.9375, low: 0.83, high: 0.98 }],
  rows: [
    {
      ...row,
      state: 'broken',
      dueInSeconds: undefined,
      lateSeconds: 90_000,
      known: 'observed',
      text: undefined,
    } as never,
    row,
  ],
  total: 3,
  next: 'n',
};

describe('promises', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0]): Promise<Ended> {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }

  it('shows counts, rates and the oldest due first, and how to go on', async () => {
    const { status, stdout } = await ask(
      ['promises', '--state', 'overdue', '--relationship', 'amber', '--as-of', '-1d'],
      {
        'POST /relationships/find': { id: 'id-7' },
        'GET /promises': answer,
      },
    );
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'Promises of ours: 45 kept, 3 broken, 1 open, 2 unconfirmed (in no rate)',
      '94 % kept (95 %: 83 to 98 %; observed, n = 48)',
      '',
      'due               state                  relationship  promise        made        confirmed by        evidence',
      '2026-11-26 23:59  broken  late by 1 day  Amber Mills   ours, by word  2026-11-01  observed            e-1',
      '2026-11-26 23:59  open    due in 2 days  Amber Mills   A quote [31m   2026-11-01  customer-confirmed  e-1',
      '2 of 3 promises; more with --after n',
      '',
    ]);
    expect(status).toBe(0);
    expect(server.asked[0]!.body).toBe('{"name":"amber","asOf":"-1d"}');
    expect(server.asked[1]!.query).toEqual({
      state: 'overdue',
      by: 'ours',
      relationship: 'id-7',
      limit: '50',
      asOf: '-1d',
    });
  });

  it.each([
    [[], {}, /^No promise yet\. .*PromiseMade/],
    [['--as-of', '2020-01-01'], {}, /^No promise had been made and was known at that moment/],
    [['--by', 'customer'], {}, /^No promise of theirs is known\.\n$/],
    [['--state', 'broken'], { counts: { ...none, kept: 1 } }, /None is broken\.\n$/],
  ])('says what to do when there is nothing: %j', async (args, more, text) => {
    const empty = { ...answered, by: 'ours', counts: none, rates: [], rows: [], total: 0, ...more };
    const { status, stdout } = await ask(['promises', ...args], { 'GET /promises': empty });
    expect(stdout).toMatch(text);
    expect(status).toBe(0);
  });

  it('says what its numbers mean where that is asked for', async () => {
    const { stdout } = await ask(['promises', '--explain'], { 'GET /promises': answer });
    expect(stdout).toMatch(/What it means\n\npromises\n {2}Promises of ours that came due\./);
    expect(stdout).toContain('Beta(1, 1)');
    for (const line of stdout.split('What it means')[1]!.split('\n')) expect(line.length).toBeLessThanOrEqual(102);
  });

  it.each([
    ['keep', [], 'KeepPromises', {}],
    [
      'keep',
      ['--confirmed-by', 'customer', '--at', '2026-01-15'],
      'KeepPromises',
      { by: 'customer', keptAt: '2026-01-15' },
    ],
    ['not-kept', [], 'NotKeptPromises', {}],
    ['not-kept', ['--confirmed-by', 'customer'], 'NotKeptPromises', { by: 'customer' }],
    ['renegotiate', ['--due', '2026-12-01'], 'RenegotiatePromises', { dueAt: '2026-12-01' }],
    ['undo', [], 'UndoPromises', {}],
  ])('says what became of some: %s %j', async (action, words, route, more) => {
    const kept = {
      ...row,
      id: '0b6f3a52-5d0e-8c1f',
      state: 'kept',
      known: 'self-reported',
      keptAt: '2026-11-25T09:00:00.000Z',
    };
    const said = { promises: [kept, { ...row, relationship: undefined }], unchanged: 1 };
    const { stdout, status } = await ask(['promises', action, '0b6f', '9d2e', ...words], {
      [`POST /commands/${route}`]: lines({ result: said }),
    });
    expect(JSON.parse(server.asked[0]!.body)).toEqual({ promises: ['0b6f', '9d2e'], ...more });
    expect(stdout.split('\n')).toEqual([
      '0b6f3a52-5d0 Amber Mills, A quote [31m: kept, self-reported, on 2026-11-25',
      'e-1 A quote [31m: open, due 2026-11-26 23:59',
      '1 promise stood so already: nothing was recorded.',
      '',
    ]);
    expect(status).toBe(0);
  });

  it('gives the events that say so as JSON', async () => {
    const evidence = ['e-1', 'e-7'];
    const { stdout } = await ask(['promises', '--json'], {
      'GET /promises': { ...answer, rows: [{ ...row, evidence }] },
    });
    expect(JSON.parse(stdout).rows[0].evidence).toEqual(evidence);
  });

  it.each([
    [['break', '0b6f'], 'one of keep, not-kept, renegotiate, undo'],
    [['keep'], 'needs the ids of promises'],
    [['renegotiate', '0b6f'], 'renegotiate needs --due'],
    [['keep', '0b6f', '--due', '2026-12-01'], '--due does not fit here'],
    [['not-kept', '0b6f', '--at', '2026-01-15'], '--at does not fit here'],
    [['undo', '0b6f', '--at', '2026-01-15'], '--at does not fit here'],
    [['renegotiate', '0b6f', '--due', '2026-12-01', '--confirmed-by', 'customer'], '--confirmed-by does not fit here'],
    [['keep', '0b6f', '--as-of', '-3d'], '--as-of does not fit here'],
    [['keep', '0b6f', '--by', 'customer'], '--by does not fit here'],
    [['--due', '2026-12-01'], '--due does not fit here'],
    [['keep', '0b6f', '--confirmed-by', 'connector'], 'actor, customer'],
  ])('refuses promises %j', async (args, text) => {
    const { stderr, status } = await ask(['promises', ...args], {});
    expect(stderr).toContain(text);
    expect(status).toBe(2);
    expect(server.asked).toEqual([]);
  });

  it('refuses a state that there is not', async () => {
    const { status, stderr } = await ask(['promises', '--state', 'lost'], {});
    expect(status).toBe(2);
    expect(stderr).toContain('due-soon');
  });
});
