import { afterEach, describe, expect, it } from '@jest/globals';
import type {
  Answered,
  ImportRow,
  ProjectionRow,
  RelationshipAnswer,
  RelationshipRow,
  TimelineEntry,
} from '#workspace/answers.js';
import { lines, run, serve, type Ended, type Given } from '../testing.js';

const answered: Answered = { build: 'b.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };

const row: RelationshipRow = {
  id: 'id-7',
  name: '株式会社山田商事東京本社',
  kind: 'organisation',
  firstTouchpoint: '2012-02-06T15:06:10.000+01:00',
  lastTouchpoint: '2013-12-10T08:57:00.000+01:00',
  firstContact: '2012-02-07T10:00:00.000+01:00',
  lastContact: '2013-11-25T08:18:00.000+01:00',
  touchpoints: 1_107,
  contactDays: { theirs: 12, ours: 9 },
  openCases: 2,
  cases: 22,
};

describe('a verb', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0], given: Given = {}): Promise<Ended> {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' }, ...given });
  }

  it.each([
    [['relationships'], 'GET /relationships', { rows: [], total: 0 }, /^No relationship yet\. .*tend import/],
    [
      ['relationships', '--name', 'x'],
      'GET /relationships',
      { rows: [], total: 0 },
      /^No relationship has “x” in its name/,
    ],
    [['imports'], 'GET /imports', { imports: [] }, /^Nothing has been imported yet\. .*tend import/],
    [['processes'], 'GET /processes', { processes: [] }, /^No process yet\. .*tend import/],
  ])('says what to do when there is nothing: %j', async (args, route, answer, text) => {
    const { status, stdout } = await ask(args, { [route]: { ...answered, ...answer } });
    expect(stdout).toMatch(text);
    expect(status).toBe(0);
  });

  it('shows one relationship', async () => {
    const answer: RelationshipAnswer = {
      ...answered,
      ...row,
      stakeholders: [{ id: 'p', name: 'Value 3', side: 'ours', roles: ['agent', 'lead'], touchpoints: 31 }],
      channels: [{ channel: 'email', touchpoints: 7 }],
      processes: [{ process: 'helpdesk', cases: 22, openCases: 2 }],
      party: { id: 'id-7' },
      parts: [],
      events: [],
    };
    const routes = { 'POST /relationships/find': { id: 'id-7' }, 'GET /relationships/id-7': answer };
    expect((await ask(['relationship', 'Value 7'], routes)).stdout).toBe(
      [
        '株式会社山田商事東京本社 (organisation)  id-7',
        '1,107 touchpoints from 2012-02-06 15:06 to 2013-12-10 08:57; 22 cases, 2 open',
        'contacts from 2012-02-07 10:00 to 2013-11-25 08:18; contact-days: 12 theirs, 9 ours',
        '',
        'who      side  roles        touchpoints',
        'Value 3  ours  agent, lead           31',
        '',
        'channel  touchpoints',
        'email              7',
        '',
        'process   cases  open',
        'helpdesk     22     2',
        '',
      ].join('\n'),
    );
  });

  it('shows a timeline, a line a touchpoint, with its text as it may be read', async () => {
    const actor = { id: 'a', name: 'Value 3' };
    const entry = {
      type: 'CaseResolved',
      occurredAt: '2013-12-10T08:57:00.000+01:00',
      actor,
      parties: [
        { ...actor, role: 'agent', side: 'ours' },
        { id: 'c', name: 'Value 7', role: 'customer', side: 'customer' },
      ],
      process: { definition: 'helpdesk', case: { id: 'k', name: 'Case 7' }, activity: 'Closed', lifecycle: 'complete' },
      data: {},
    } as unknown as TimelineEntry;
    const message = {
      ...entry,
      type: 'MessageReceived',
      process: undefined,
      parties: [],
      personal: { text: 'Hi\u001b[2J\nthere' },
    };
    const rows = [
      entry,
      message,
      { ...message, personal: 'erased' },
      { ...message, personal: { text: '🌊'.repeat(100) } },
    ];
    const routes = {
      'POST /relationships/find': { id: 'id-7' },
      'GET /relationships/id-7/timeline': { relationship: row, head: 9, rows, next: '1.2.3', total: 107 },
    };
    expect((await ask(['timeline', 'Value 7'], routes)).stdout.split('\n')).toEqual([
      '株式会社山田商事東京本社: 107 touchpoints',
      '2013-12-10 08:57  CaseResolved · Closed · Case 7  Value 3 → Value 7',
      '2013-12-10 08:57  MessageReceived  Value 3  “Hi [2J there”',
      '2013-12-10 08:57  MessageReceived  Value 3  [erased]',
      `2013-12-10 08:57  MessageReceived  Value 3  “${'🌊'.repeat(79)}…”`,
      '4 shown; more with --after 1.2.3',
      '',
    ]);
  });

  it('says who may have been meant', async () => {
    const { status, stdout, stderr } = await ask(['timeline', 'Value'], {
      'POST /relationships/find': (_asked, response) => {
        response.writeHead(404, { 'content-type': 'application/problem+json' });
        response.end(
          JSON.stringify({ code: 'not-found', detail: 'No relationship is known by “Value”. Did you mean “Value 7”?' }),
        );
      },
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Did you mean “Value 7”? (not-found)\n');
  });

  it('shows imports and projections', async () => {
    const imported: ImportRow = {
      importId: '5d3f6e5d-4c3b-42a1-9f8e-9d8c7b6a5948',
      dataset: 'helpdesk',
      format: 'csv',
      startedAt: '2026-11-24T20:32:10.000+01:00',
      state: 'interrupted',
      read: 21_348,
      appended: 21_000,
      known: 340,
      refused: 5,
      differing: 3,
    };
    expect((await ask(['imports'], { 'GET /imports': { imports: [imported] } })).stdout).toBe(
      [
        'import    started           dataset   format  state          read  appended  known  refused  differing',
        '5d3f6e5d  2026-11-24 20:32  helpdesk  csv     interrupted  21,348    21,000    340        5          3',
        '',
      ].join('\n'),
    );
    await server.close();
    const projection = {
      name: 'relationships',
      build: 'relationships.2',
      state: 'serving',
      position: 21_350,
      lagEvents: 0,
      lagSeconds: 0.04,
      documents: 397,
      quarantined: 0,
    } as unknown as ProjectionRow;
    expect((await ask(['projections'], { 'GET /projections': { projections: [projection] } })).stdout).toBe(
      [
        'projection     build            state    position  lag  lag s  documents  quarantined',
        'relationships  relationships.2  serving    21,350    0    0.0        397            0',
        '',
      ].join('\n'),
    );
    await server.close();
    const rebuilt = await ask(['projections', 'rebuild', 'relationships'], {
      'POST /projections/relationships/rebuild': lines({ result: projection }),
    });
    expect(rebuilt.stdout).toBe('relationships is rebuilt: 397 documents, build relationships.2.\n');
  });

  it('answers machines with the answer itself', async () => {
    const answer = { ...answered, rows: [row], total: 1 };
    const { stdout, stderr } = await ask(['--json', 'relationships'], { 'GET /relationships': answer });
    expect(JSON.parse(stdout)).toEqual(answer);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(stderr).toBe('');
  });

  it('is left when it is interrupted, and says so', async () => {
    const pressed = ask(['imports'], { 'GET /imports': () => undefined }, { running: ({ interrupt }) => interrupt() });
    expect(await pressed).toEqual({
      status: 130,
      stdout: '',
      stderr: 'Stopping … (once more to stop at once)\nStopped before there was an answer.\n',
    });
  });

  it('ends quietly when nobody reads on', async () => {
    const text = {
      'GET /export/csv': (_asked: unknown, response: { end: (text: string) => void }) => response.end('id\n1\n'),
    };
    const ended = await ask(['export', 'csv'], text, { running: ({ readerGone }) => setImmediate(readerGone) });
    expect([ended.status, ended.stderr]).toEqual([0, '']);
  });
});
