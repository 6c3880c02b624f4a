import { afterEach, describe, expect, it } from '@jest/globals';
import type { Answered } from '#workspace/answers.js';
import type { SignalRow } from '#workspace/signals/signal-answers.js';
import { lines, run, serve, type Ended } from '../testing.js';

const answered: Answered = { build: 'b.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };

describe('signals', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0]): Promise<Ended> {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }

  const quiet = { kinds: [], notShown: { historic: 0, snoozed: 0, resolved: 0 } };

  it.each([
    [{ rows: [], total: 0, answered: [] }, /^No projection here raises signals/],
    [{ rows: [], total: 0, answered: [{}], missing: ['x'] }, /^No signals\.\nNot asked, because it is not ready: x\n$/],
    [
      { rows: [], total: 0, answered: [{ projection: 'w', setApart: 1, rest: 2 }] },
      /^No signals\.\n1 key of w set apart, which raise nothing: see tend projections\n2 further signals of w not kept\n$/,
    ],
    [
      { rows: [], total: 0, answered: [{}], notShown: { historic: 1204, snoozed: 2, resolved: 0 } },
      /^No signals\.\nNot shown: 1,204 historic \(--historic\), 2 snoozed \(--work snoozed\)\n$/,
    ],
  ])('says what to do when there is nothing: %j', async (answer, text) => {
    const { status, stdout } = await ask(['signals'], { 'GET /signals': { ...answered, ...quiet, ...answer } });
    expect(stdout).toMatch(text);
    expect(status).toBe(0);
  });

  const signal: SignalRow = {
    id: '4b3f6c1a9d2e8f70b1c2d3e4f5a6978812345678',
    kind: 'unanswered',
    severity: 'critical',
    since: '2026-03-01T10:00:00.000Z',
    firstSeen: '2026-03-04T10:00:00.000Z',
    lastSeen: '2026-03-08T10:00:00.000Z',
    event: 'e-1',
    evidence: ['e-1'],
    projection: 'waiting',
    key: 'id-7',
    relationship: { id: 'id-7', name: 'Amber Mills' },
    why: 'It waits.',
    work: { state: 'new' },
    also: [{ projection: 'other', kind: 'asked', id: 'x' }],
  };

  it('shows the inbox, what there is of each kind, how to go on, and what chance alone would raise', async () => {
    const { relationship: _relationship, why: _why, also: _also, ...bare } = signal;
    const others = { ...bare, severity: 'notice', more: { n: 2 } };
    const page = { rows: [signal, others], total: 3, next: 'n', answered: [{ projection: 'waiting', ...answered }] };
    const kinds = [
      { kind: 'unanswered', count: 1200 },
      { kind: 'silence', count: 1 },
    ];
    const expectedFalseAlarms = { total: 3.24, silence: 3.2, decline: 0.04, relationships: 120 };
    const { stdout } = await ask(['signals', '--kind', 'unanswered', '--relationship', 'amber', '--limit', '2'], {
      'POST /relationships/find': { id: 'id-7' },
      'GET /signals': { ...quiet, ...page, kinds, expectedFalseAlarms },
    });
    expect(stdout).toBe(
      [
        'id            since             severity  kind        relationship  why        projection',
        '4b3f6c1a9d2e  2026-03-01 10:00  critical  unanswered  Amber Mills   It waits.  waiting, other',
        '4b3f6c1a9d2e  2026-03-01 10:00  notice    unanswered  –             n: 2       waiting',
        '2 of 3 signals; more with --after n',
        '1,200 unanswered, 1 silence',
        'Expected false alarms this week: 3.2 (silence 3.2, decline 0.04), of 120 relationships if none changes',
        '',
      ].join('\n'),
    );
    expect(server.asked[1]!.query).toEqual({ kind: 'unanswered', limit: '2', relationship: 'id-7' });
  });

  it('asks for what people did about them, and shows it', async () => {
    const by = { id: 'a', name: 'ann' };
    const at = '2026-03-07T10:00:00.000Z';
    const works: readonly SignalRow['work'][] = [
      { state: 'acknowledged', by, at },
      { state: 'snoozed', by, at, until: '2026-03-10T10:00:00.000Z' },
      { state: 'resolved', by, at, outcome: 'reached them', reason: 'on leave' },
    ];
    const rows = works.map((work) => ({ ...signal, work }));
    const { stdout } = await ask(['signals', '--work', 'all', '--historic'], {
      'GET /signals': { ...quiet, rows, total: 3, answered: [{}], notShown: { historic: 0, snoozed: 0, resolved: 9 } },
    });
    expect(stdout).toContain('Not shown: 9 resolved (--historic --work resolved)');
    expect(server.asked[0]!.query).toMatchObject({ work: 'all', historic: 'true' });
    expect(stdout).toContain('acknowledged by ann on 2026-03-07');
    expect(stdout).toContain('snoozed until 2026-03-10 10:00 by ann');
    expect(stdout).toContain('resolved: reached them, on leave by ann');
  });

  it.each([
    ['acknowledge', [], 'AcknowledgeSignal', {}],
    ['snooze', ['--until', '3d'], 'SnoozeSignal', { until: '3d' }],
    ['resolve', ['--outcome', 'met', '--reason', 'on leave'], 'ResolveSignal', { outcome: 'met', reason: 'on leave' }],
    ['reopen', [], 'ReopenSignal', {}],
  ])('says of some that one does %s', async (action, words, route, more) => {
    const answer = { signals: [{ id: signal.id, kind: 'unanswered', work: { state: 'new' } }], unchanged: 1 };
    const { stdout, status } = await ask(['signals', action, '4b3f', '9d2e', ...words], {
      [`POST /commands/${route}`]: lines({ result: answer }),
    });
    expect(JSON.parse(server.asked[0]!.body)).toEqual({ signals: ['4b3f', '9d2e'], ...more });
    expect(stdout).toBe('4b3f6c1a9d2e unanswered: new\n1 signal stood so already: nothing was recorded.\n');
    expect(status).toBe(0);
  });

  it.each([
    [['forget', '4b3f'], 'one of acknowledge, snooze, resolve, reopen'],
    [['resolve'], 'needs the ids of signals'],
    [['snooze', '4b3f'], 'snooze needs --until'],
    [['resolve', '4b3f', '--as-of', '-3d'], '--as-of does not fit here'],
    [['resolve', '4b3f', '--kind', 'silence'], '--kind does not fit here'],
    [['--until', '3d'], '--until does not fit here'],
  ])('refuses signals %j', async (args, text) => {
    const { stderr, status } = await ask(['signals', ...args], {});
    expect(stderr).toContain(text);
    expect(status).toBe(2);
    expect(server.asked).toEqual([]);
  });
});
