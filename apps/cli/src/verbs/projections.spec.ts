import { afterEach, describe, expect, it } from '@jest/globals';
import type { ProjectionRow } from '#workspace/answers.js';
import type { BuildRow, BuildsAnswer, DiffAnswer } from '#workspace/builds/build-answers.js';
import { lines, run, serve, type Ended } from '../testing.js';

const serving: BuildRow = {
  build: 'relationships.1',
  number: 1,
  fingerprint: 'a'.repeat(64),
  state: 'serving',
  isCurrent: false,
  position: 1_000,
  lagEvents: 0,
  documents: 12,
  quarantined: 0,
  apart: [],
};
const builds: BuildsAnswer = {
  projection: 'relationships',
  problem: 'relationships.projection.ts: Unexpected token',
  builds: [
    serving,
    {
      ...serving,
      build: 'relationships.2',
      number: 2,
      state: 'building',
      isCurrent: true,
      progress: { done: 250, total: 1_000, eventsPerSecond: 10 },
    },
  ],
};
const counts = { compared: 12, added: 1, removed: 0, changed: 2 };
const none = { compared: 0, added: 0, removed: 0, changed: 0 };
const diff: DiffAnswer = {
  projection: 'relationships',
  from: { build: 'relationships.1', fingerprint: 'a', documents: 11, quarantined: 0 },
  to: { build: 'relationships.2', fingerprint: 'b', documents: 12, quarantined: 1 },
  position: { from: 1_000, to: 1_004 },
  horizon: '2026-11-24T12:00:00.000Z',
  documents: counts,
  rows: none,
  totals: { ...none, compared: 1, changed: 1 },
  signals: none,
  fields: [{ path: 'theirs.count', documents: 2 }],
  examples: [
    {
      key: 'id-7',
      kind: 'changed',
      fields: [
        { path: 'theirs.count', before: 3, after: 4 },
        { path: 'name', after: 'x'.repeat(100) },
      ],
      evidence: ['e-1', 'e-2'],
    },
  ],
  totalExamples: [{ at: ['day', 7], kind: 'changed', fields: [{ path: 'n', before: 1, after: 2 }] }],
};
const row: ProjectionRow = {
  name: 'relationships',
  purpose: 'service',
  key: 'relationship',
  build: 'relationships.1',
  state: 'serving',
  position: 1_000,
  lagEvents: 0,
  lagSeconds: 0,
  documents: 12,
  quarantined: 0,
};

describe('the life of a build on the command line', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0]): Promise<Ended> {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }
  const asked = () => server.asked.map(({ method, path, query }) => [`${method} ${path}`, query]);

  it('says of all projections what is not as it should be, what is built and what waits', async () => {
    const building = { build: 'relationships.3', done: 5, total: 10, eventsPerSecond: 1 };
    const { stdout } = await ask(['projections'], {
      'GET /projections': {
        projections: [
          { ...row, building, waiting: 'relationships.2', problem: 'Its file has gone.' },
          { ...row, name: 'other', state: 'stalled', reason: 'the disk is full' },
        ],
        problems: [{ file: 'broken.projection.ts', reason: 'Unexpected token' }],
      },
    });
    expect(stdout.split('\n').slice(3)).toEqual([
      'relationships: Its file has gone.',
      'relationships: relationships.3 is being built, 50 %',
      'relationships: relationships.2 waits. tend projections diff relationships',
      'other has stopped: the disk is full',
      'broken.projection.ts: Unexpected token',
      '',
    ]);
  });

  it('shows the builds of one', async () => {
    const { stdout } = await ask(['projections', 'builds', 'relationships'], {
      'GET /projections/relationships/builds': builds,
    });
    expect(stdout).toBe(
      [
        'build            state          code      position  lag  documents  quarantined  fingerprint',
        'relationships.1  serving        older        1,000    0         12            0  aaaaaaaaaaaa',
        'relationships.2  building 25 %  as it is     1,000    0         12            0  aaaaaaaaaaaa',
        'relationships.projection.ts: Unexpected token',
        '',
      ].join('\n'),
    );
  });

  it('rebuilds, and says what to do with what waits', async () => {
    const waits = await ask(['projections', 'rebuild', 'relationships'], {
      'POST /projections/relationships/rebuild': lines({ result: { ...row, waiting: 'relationships.2' } }),
    });
    expect(waits.stdout).toContain('build relationships.2 waits beside relationships.1.');
    expect(asked()).toEqual([['POST /projections/relationships/rebuild', { activate: 'false' }]]);
    await server.close();
    const { stdout } = await ask(['projections', 'rebuild', 'relationships', '--activate'], {
      'POST /projections/relationships/rebuild': lines({ result: row }),
    });
    expect(stdout).toBe('relationships is rebuilt: 12 documents, build relationships.1.\n');
    expect(asked()[0]![1]).toEqual({ activate: 'true' });
  });

  it('shows what differs', async () => {
    const words = ['projections', 'diff', 'relationships', '--from', '1', '--to', '2', '--examples', '1'];
    const { stdout, status } = await ask(words, {
      'POST /projections/relationships/diff': lines({ result: diff }),
    });
    expect(stdout).toBe(
      [
        'relationships: relationships.2 compared with relationships.1, at event 1,000 to 1,004.',
        '           compared  added  removed  changed',
        'documents        12      1        0        2',
        'rows              0      0        0        0',
        'totals            1      0        0        1',
        'signals           0      0        0        0',
        'Quarantined keys: 0 → 1',
        '',
        'Fields, and in how many documents they differ:',
        '  theirs.count  2',
        '',
        'Examples:',
        '  changed  id-7',
        '    theirs.count: 3 → 4',
        `    name: – → "${'x'.repeat(58)}…`,
        '    latest events: e-1 e-2',
        '',
        'Totals:',
        '  changed  day / 7',
        '    n: 1 → 2',
        '',
      ].join('\n'),
    );
    expect(status).toBe(0);
    expect(asked()[0]![1]).toEqual({ from: '1', to: '2', examples: '1' });
  });

  it.each([
    [['activate', 'relationships', '1'], 'activate', { build: '1' }, 'relationships.1 serves now.'],
    [['rollback', 'relationships'], 'rollback', {}, 'relationships.1 serves again.'],
    [['drop', 'relationships', '2'], 'drop', { build: '2' }, 'The build is dropped.'],
    [['pause', 'relationships'], 'pause', {}, 'The build of relationships is paused.'],
    [['resume', 'relationships'], 'resume', {}, 'The build of relationships goes on.'],
    [['cancel', 'relationships'], 'cancel', {}, 'The build of relationships is given up.'],
    [['quarantine', 'relationships', 'a~b'], 'quarantine', { key: 'a~b' }, 'relationships goes on without the event.'],
    [['release', 'relationships', 'a~b'], 'release', { key: 'a~b' }, 'The key is folded anew.'],
  ])('does %j', async (words, change, query, sentence) => {
    const { stdout, status } = await ask(['projections', ...words], {
      [`POST /projections/relationships/${change}`]: lines({ result: builds }),
    });
    expect(stdout).toContain(`${sentence}\nbuild `);
    expect(status).toBe(0);
    expect(asked()).toEqual([[`POST /projections/relationships/${change}`, query]]);
  });

  it('says what is refused, with status 1', async () => {
    const { stderr, status } = await ask(['projections', 'rollback', 'relationships'], {
      'POST /projections/relationships/rollback': lines({
        problem: { code: 'build-conflict', detail: 'There is nothing to go back to.', hint: 'Activate one.' },
      }),
    });
    expect([status, stderr]).toEqual([1, 'There is nothing to go back to. (build-conflict)\nActivate one.\n']);
  });

  it('asks what would be: values are JSON, or text', async () => {
    const words = ['what-if', 'relationships', '--set', 'zone=Europe/Vienna', '--set', 'hours=24', '--json'];
    const { stdout } = await ask(words, {
      'POST /projections/relationships/what-if': lines(
        { progress: { stage: 'replay', done: 1, unit: 'events' } },
        { result: diff },
      ),
    });
    expect(JSON.parse(stdout)).toEqual(diff);
    expect(JSON.parse(server.asked[0]!.body)).toEqual({ set: { zone: 'Europe/Vienna', hours: 24 } });
  });
});
