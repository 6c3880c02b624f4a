import { afterEach, describe, expect, it } from '@jest/globals';
import type { Answered } from '#workspace/answers.js';
import type { SignalRow } from '#workspace/signals/signal-answers.js';
import { run, serve, type Ended } from '../testing.js';

const answered: Answered = { build: 'b.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };

describe('signals', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0]): Promise<Ended> {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }

  it.each([
    [{ rows: [], total: 0, answered: [] }, /^No projection here raises signals/],
    [{ rows: [], total: 0, answered: [{}], missing: ['x'] }, /^No signals\.\nNot asked, because it is not ready: x\n$/],
    [
      { rows: [], total: 0, answered: [{ projection: 'w', setApart: 1, rest: 2 }] },
      /^No signals\.\n1 key of w set apart, which raise nothing: see tend projections\n2 further signals of w not kept\n$/,
    ],
  ])('says what to do when there is nothing: %j', async (answer, text) => {
    const { status, stdout } = await ask(['signals'], { 'GET /signals': { ...answered, ...answer } });
    expect(stdout).toMatch(text);
    expect(status).toBe(0);
  });

  it('shows the inbox, and how to go on', async () => {
    const signal: SignalRow = {
      id: 'i',
      kind: 'unanswered',
      severity: 'critical',
      since: '2026-03-01T10:00:00.000Z',
      event: 'e-1',
      projection: 'waiting',
      key: 'id-7',
      relationship: { id: 'id-7', name: 'Amber Mills' },
    };
    const others = { ...signal, relationship: undefined, severity: 'notice' };
    const answer = { rows: [signal, others], total: 3, next: 'n', answered: [{ projection: 'waiting', ...answered }] };
    const { stdout } = await ask(['signals', '--kind', 'unanswered', '--relationship', 'amber', '--limit', '2'], {
      'POST /relationships/find': { id: 'id-7' },
      'GET /signals': answer,
    });
    expect(stdout).toBe(
      [
        'since             severity  kind        relationship  projection  event',
        '2026-03-01 10:00  critical  unanswered  Amber Mills   waiting     e-1',
        '2026-03-01 10:00  notice    unanswered  –             waiting     e-1',
        '2 of 3 signals; more with --after n',
        '',
      ].join('\n'),
    );
    expect(server.asked[1]!.query).toEqual({ kind: 'unanswered', limit: '2', relationship: 'id-7' });
  });
});
