import { afterEach, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '#workspace/answers.js';
import type { EvidenceAnswer } from '#workspace/documents/evidence-answers.js';
import type { DocumentAnswer, DocumentsAnswer, TotalsAnswer } from '#workspace/documents/made-answers.js';
import { run, serve, type Ended } from '../testing.js';

const answered = { build: 'mine.1', position: { from: 9, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };
const projection = 'mine';
const acme = { id: 'id-7', name: 'Acme', kind: 'organisation' } as const;

const documents: DocumentsAnswer = {
  ...answered,
  projection,
  rows: [
    { key: 'id-7', of: acme, row: { state: 'open', dueAt: 7 } },
    {
      key: 'id-8',
      of: { id: 'id-8' },
      row: { state: 'kept', dueAt: null },
      rowError: { step: 'viewRow', message: 'Error: no' },
    },
  ],
  total: 3,
  next: 'n.1',
};
const evidence = [{ id: 'e-1', sequence: 9, type: 'MessageReceived', occurredAt: '2026-01-01T10:00:00.000Z' }];
const document: DocumentAnswer = {
  ...answered,
  projection,
  key: 'id-7',
  of: acme,
  facts: 2,
  document: { state: 'open' },
  viewError: { step: 'view', message: 'Error: too few' },
  row: { state: 'open' },
  quarantine: { step: 'on.MessageReceived', message: 'Error: five\u001b[31m', event: 'e-2', type: 'MessageReceived' },
  evidence,
};
const column = { count: 6, min: 1, median: 2, p90: 3, max: 4, sum: '99999999999999999999' };
const totals: TotalsAnswer = {
  ...answered,
  projection,
  prefix: [],
  rows: [{ at: ['kept', 3], sums: { n: 2, ms: -7 }, columns: { gapMs: column } }],
  next: 'n.2',
};
const behind: EvidenceAnswer = {
  ...answered,
  projection,
  cell: ['kept', 3],
  sums: { n: 2 },
  values: {},
  rows: [{ key: 'id-7', of: acme, sums: { n: 2 }, values: {}, events: evidence as TimelineEntry[], eventCount: 4 }],
};
const routes = {
  'GET /projections/mine/documents': documents,
  'GET /projections/mine/documents/a%2Fb': document,
  'GET /projections/mine/totals': totals,
  'GET /projections/mine/evidence': behind,
};

describe('what a projection makes, on the command line', () => {
  let server: Awaited<ReturnType<typeof serve>> | undefined;

  afterEach(() => server?.close());

  async function ask(args: readonly string[], given: Parameters<typeof serve>[0] = routes): Promise<Ended> {
    server = await serve(given);
    return run(['projections', ...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }
  const asked = () => server!.asked.map(({ query }) => query);

  it('lists documents by conditions and in an order', async () => {
    const conditions = ['state=open', 'state="3"', 'dueAt>=1', 'dueAt<=9', 'late=true'].flatMap((one) => [
      '--where',
      one,
    ]);
    const order = ['--sort', 'dueAt', '--descending', '--match', 'ac', '--limit', '2', '--as-of', '-1d'];
    const { stdout, status } = await ask(['documents', 'mine', ...order, ...conditions]);
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        'key   name  state  dueAt',
        'id-7  Acme  open       7',
        'id-8  id-8  kept       –',
        '1 row as kept: Error: no',
        '2 of 3 documents; more with --after n.1',
        '',
      ].join('\n'),
    );
    const [query] = asked();
    expect({ ...query, filter: JSON.parse(query!['filter']!) as unknown }).toEqual({
      sort: 'dueAt',
      direction: 'descending',
      q: 'ac',
      limit: '2',
      asOf: '-1d',
      filter: { state: { in: ['open', '3'] }, dueAt: { from: 1, to: 9 }, late: true },
    });
  });

  it('shows one with its view, or why there is none, and why it is set apart', async () => {
    const { stdout } = await ask(['documents', 'mine', 'a/b', '--known-by', '-1d']);
    expect(stdout).toBe(
      [
        'id-7 (Acme): 2 facts',
        'set apart at on.MessageReceived, event e-2: Error: five [31m',
        'document: {',
        '  "state": "open"',
        '}',
        'row: {',
        '  "state": "open"',
        '}',
        'no view: Error: too few',
        'latest events:',
        'occurred          type             event',
        '2026-01-01 10:00  MessageReceived  e-1',
        '',
      ].join('\n'),
    );
    expect(asked()).toEqual([{ knownBy: '-1d' }]);
  });

  it('sums up below a place, and opens a total to its events', async () => {
    expect((await ask(['totals', 'mine', 'kept', '3'])).stdout).toBe(
      [
        'total     sums        values',
        'kept / 3  n 2, ms -7  gapMs: 6, 1 to 4, median 2, p90 3',
        'More with --after n.2',
        '',
      ].join('\n'),
    );
    expect(asked()).toEqual([{ prefix: '["kept",3]' }]);
    await server!.close();
    expect((await ask(['totals', 'mine', 'kept', '"3"', '--events'])).stdout).toMatch(
      /Acme +n 2 +4  2026-01-01 10:00 MessageReceived +e-1/,
    );
    expect(asked()).toEqual([{ cell: '["kept","3"]' }]);
  });

  it('says that there is nothing', async () => {
    const { next: _next, ...whole } = documents;
    const none = { ...whole, rows: [], total: 0 };
    const empty = { 'GET /projections/mine/documents': none, 'GET /projections/mine/totals': { ...totals, rows: [] } };
    expect((await ask(['documents', 'mine'], empty)).stdout).toBe('No documents.\n');
    await server!.close();
    expect((await ask(['documents', 'mine', '--match', 'x'], empty)).stdout).toBe('No such documents.\n');
    await server!.close();
    expect((await ask(['totals', 'mine'], empty)).stdout).toBe('No totals.\n');
  });

  it('takes no option that it would not look at', async () => {
    for (const args of [
      ['--sort', 'x'],
      ['builds', 'mine', '--as-of', '-1d'],
      ['documents', 'mine', '--events'],
      ['documents', 'mine', 'k', 'l'],
      ['documents', 'mine', 'k', '--limit', '2'],
      ['totals', 'mine', '--where', 'a=1'],
      ['totals', 'mine', '--events'],
      ['documents', 'mine', '--where', 'a'],
      ['documents', 'mine', '--where', 'a=1', '--where', 'a>=2'],
      ['activate', 'mine', '1', '2'],
      ['documents'],
    ]) {
      const { status, stdout } = await run(['projections', ...args]);
      expect([args, status, stdout]).toEqual([args, 2, '']);
    }
  });
});
