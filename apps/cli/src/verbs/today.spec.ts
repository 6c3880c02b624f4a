import { afterEach, describe, expect, it } from '@jest/globals';
import type { TodayAnswer, TodayThing } from '#workspace/today/today-answers.js';
import { run, serve, type Ended } from '../testing.js';

const thing: TodayThing = {
  matter: 'course/1',
  kind: 'play-of-decline',
  gravity: 3,
  because: 'They are turning away.',
  relationship: { id: 'r1', name: 'Amber Mills' },
  owner: { id: 'k', name: 'Kim' },
  since: '2026-01-01T10:00:00.000Z',
  why: 'Silent for 41 days.',
  todo: 'Accept the play “call”, or decline it and say why.',
  evidence: ['e1', 'e2', 'e3'],
  signals: ['abc'],
  plays: [{ play: 'call', version: '1', state: 'open' }],
  also: ['silence'],
  command: "tend plays accept 'Amber Mills' call",
};
const answer: TodayAnswer = {
  asOf: '2026-01-20T12:00:00.000Z',
  things: [thing],
  total: 1,
  rest: { count: 0, kinds: [] },
  settled: 0,
  owners: [{ owner: { id: 'none' }, things: 1 }],
  ranking: [],
};

describe('today', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  afterEach(() => server.close());

  async function ask(args: readonly string[], told: TodayAnswer): Promise<Ended> {
    server = await serve({ 'GET /today': told });
    return run(['today', ...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }

  it('says of each thing what, whose, since when, why, what to do and what to type', async () => {
    const { stdout, status } = await ask([], answer);
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        ' 1. play-of-decline · Amber Mills · Kim · since 2026-01-01',
        '    Silent for 41 days. Also: silence.',
        '    Accept the play “call”, or decline it and say why.',
        "    tend plays accept 'Amber Mills' call",
        '    Rank 3: They are turning away. Events: e1, e2 and 1 more.',
        '',
      ].join('\n'),
    );
  });

  it('counts what is not among the ten, and who owns how much', async () => {
    const due = { ...thing, kind: 'promise-unconfirmed', dueAt: '2026-01-18T09:00:00.000Z', question: 'Was it kept?' };
    const { stdout } = await ask([], {
      ...answer,
      things: [due],
      rest: {
        count: 1204,
        kinds: [
          { kind: 'silence', count: 1200 },
          { kind: 'play', count: 4 },
        ],
      },
      owners: [
        { owner: { id: 'none' }, things: 1200 },
        { owner: { id: 'k', name: 'Kim' }, things: 1 },
        { owner: { id: 'l', name: 'Lee' } },
      ],
      missing: ['promises'],
    });
    expect(stdout).toContain('· due 2026-01-18 09:00\n');
    expect(stdout).toContain('say why. Was it kept?\n');
    expect(stdout.split('\n').slice(-4)).toEqual([
      'And 1,204 more: 1,200 silence, 4 play.',
      'By owner: nobody 1,200 things, Kim 1 thing, Lee.',
      'Not asked, because it is not ready: promises',
      '',
    ]);
  });

  it('looks a name up in a body, and asks by the id', async () => {
    const id = '00000000-0000-8000-8000-000000000001';
    server = await serve({ 'POST /today/owners/find': { id }, 'GET /today': answer });
    const { status } = await run(['today', '--owner', 'Team North', '--server', server.url], {
      environment: { TEND_TOKEN: 't' },
    });
    expect(server.asked.map(({ method, path, query }) => [method, path, query])).toEqual([
      ['POST', '/today/owners/find', {}],
      ['GET', '/today', { owner: id }],
    ]);
    expect(status).toBe(0);
  });

  it.each([
    [3, /^Nothing to do today for Kim: all that was told is dealt with, put off, or history\.\n$/],
    [0, /^Nothing to do today for Kim: nothing is told of any relationship\.\n$/],
  ])('says so when there is nothing to do, and why: %d', async (settled, text) => {
    const { stdout } = await ask(['--owner', 'none'], {
      ...answer,
      things: [],
      owners: [],
      settled,
      owner: { id: 'k', name: 'Kim' },
    });
    expect(stdout).toMatch(text);
  });
});
