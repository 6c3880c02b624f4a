import { afterEach, describe, expect, it } from '@jest/globals';
import { run, serve, type Ended } from '../testing.js';

const row = {
  relationship: { id: 'r1', name: 'Amber Mills' },
  play: 'call',
  version: '1',
  recommendedAt: '2026-01-01T10:00:00.000Z',
  isRecommended: true,
  state: 'open',
  why: 'Deterioration by neglect (silence), told since 2026-01-01.',
  evidence: ['e1'],
};
const play = {
  play: 'call',
  version: '1',
  from: '2026-01-01T00:00:00.000Z',
  phases: ['neglect'],
  horizonDays: 60,
  holdout: 0.1,
};
const arm = { n: 0, cameBack: 0, notYetKnown: 0, unknown: 0 };

describe('plays', () => {
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  afterEach(() => server?.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0]): Promise<Ended> {
    server = await serve(routes);
    return run(['plays', ...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }

  it('are listed with why, and with what was answered', async () => {
    const declined = {
      ...row,
      state: 'declined',
      reason: 'no-time',
      by: { id: 'a', name: 'Ann' },
      at: '2026-01-03T10:00:00.000Z',
    };
    const answer = {
      rows: [row, declined],
      total: 3,
      next: 'n',
      plays: [play],
      states: { open: 2, accepted: 0, declined: 1, done: 0 },
    };
    const { stdout } = await ask(['--state', 'all', '--limit', '2'], { 'GET /plays': answer });
    const why = 'Deterioration by neglect (silence), told since 2026-01-01.';
    const line = (state: string) => `2026-01-01 10:00  call  1        Amber Mills   ${state.padEnd(39)}  ${why}`;
    expect(stdout.split('\n')).toEqual([
      `recommended       play  version  relationship  ${'state'.padEnd(39)}  why`,
      line('open'),
      line('declined (no-time) by Ann on 2026-01-03'),
      '2 of 3 plays; more with --after n',
      '2 open, 0 accepted, 1 declined, 0 done',
      '',
    ]);
  });

  it('are published first', async () => {
    const none = { rows: [], total: 0, plays: [], states: { open: 0, accepted: 0, declined: 0, done: 0 } };
    expect((await ask([], { 'GET /plays': none })).stdout).toMatch(
      /^No play is published\. `tend rules --type PlayPublished`/,
    );
  });

  it('are answered, of a relationship by its name', async () => {
    const done = { ...row, state: 'done', outcome: 'meeting agreed', unchanged: true };
    const { stdout } = await ask(['done', 'Amber Mills', 'call', '--outcome', 'meeting agreed'], {
      'POST /commands/DonePlay': { result: done },
    });
    expect(stdout).toBe('call 1, Amber Mills: done (meeting agreed)\nIt stood so already: nothing was recorded.\n');
  });

  it.each([
    [['sing'], 'Use `tend plays`, or one of accept, decline, done.'],
    [['accept', 'Amber Mills'], 'accept needs a relationship and a play, as `tend plays` lists them.'],
    [['decline', 'Amber Mills', 'call'], 'decline needs --reason'],
    [['accept', 'Amber Mills', 'call', '--as-of', '-3d'], '--as-of does not fit here.'],
    [['--reason', 'no-time'], '--reason does not fit here.'],
    [['--effect', '--state', 'all'], '--state does not fit here.'],
  ])('are not understood otherwise: %j', async (args, says) => {
    const { status, stderr } = await ask(args, {});
    expect([status, stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  it('have an effect with its interval, or not enough data, and say what is none', async () => {
    const share = (value: number) => ({ n: 70, share: value, low: value - 0.1, high: value + 0.1 });
    const known = {
      ...play,
      recommended: { n: 70, cameBack: 56, notYetKnown: 2, unknown: 1, share: share(0.8) },
      heldOut: { n: 80, cameBack: 48, notYetKnown: 0, unknown: 0, share: share(0.6) },
      effect: { difference: 0.2, low: 0.0524, high: 0.3339 },
      association: { accepted: arm, declined: arm, unanswered: arm },
      notShown: 3,
      mixed: 2,
    };
    const unknown = {
      ...play,
      play: 'write',
      until: '2026-03-01T00:00:00.000Z',
      recommended: arm,
      heldOut: arm,
      association: known.association,
      notShown: 0,
      mixed: 0,
    };
    const { stdout } = await ask(['--effect'], { 'GET /plays/effect': { fewestInArm: 20, rows: [known, unknown] } });
    expect(stdout).toBe(
      [
        'call 1 (neglect, from 2026-01-01): came back within 60 days',
        '  recommended  56 of 70 (80.0 %; 95 % 70.0 to 90.0), 2 not yet known, 1 unknown (a feed was down)',
        '  held out     48 of 80 (60.0 %; 95 % 50.0 to 70.0) (10 % by chance, shown to nobody)',
        '  Effect: +20.0 percentage points, 95 % +5.2 to +33.4.',
        '  Association, no effect: of those who chose, accepted 0 of 0; declined 0 of 0; unanswered 0 of 0.',
        '  Counted in neither: 3 that nobody can have been shown in time.',
        '  Counted in neither: 2 that were drawn apart before they were linked, or held out and answered all the same.',
        '',
        'write 1 (neglect, from 2026-01-01 until 2026-03-01): came back within 60 days',
        '  recommended  0 of 0',
        '  held out     0 of 0 (10 % by chance, shown to nobody)',
        '  Effect: not enough data (fewer than 20 in an arm).',
        '  Association, no effect: of those who chose, accepted 0 of 0; declined 0 of 0; unanswered 0 of 0.',
        '',
      ].join('\n'),
    );
  });
});
