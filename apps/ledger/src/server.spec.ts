import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Tend } from '#workspace/tend.js';
import { startTestServer, tendOf, type TestServer } from './testing.js';

const id = '11111111-1111-4111-8111-111111111111';

describe('the routes', () => {
  let server: TestServer;
  let asked: unknown[] = [];

  const noting =
    (verb: string, answer: unknown = {}) =>
    async (...given: unknown[]) => {
      // Each question can be given up.
      asked.push([verb, ...given.filter((one) => !(one instanceof Object && 'signal' in one))]);
      return answer as never;
    };

  beforeAll(async () => {
    const verbs = [
      'relationships',
      'relationship',
      'timeline',
      'density',
      'signals',
      'processes',
      'process',
      'evidence',
      'projections',
      'imports',
      'status',
    ];
    const reads = Object.fromEntries(verbs.map((verb) => [verb, noting(verb, { id, head: { sequence: 0 } })]));
    server = await startTestServer(
      tendOf({
        ...(reads as Partial<Tend>),
        processMap: noting('processMap', '<svg/>'),
        async proposeMapping(file) {
          let bytes = 0;
          for await (const chunk of file.bytes) bytes += chunk.length;
          asked.push(['proposeMapping', file.name, bytes]);
          return { format: 'csv', notes: [], rows: [], columns: [], timeFormats: [] };
        },
        async *export(format, filter) {
          asked.push(['export', format, filter]);
          yield 'a';
          yield 'b';
        },
      }),
    );
  });
  afterEach(() => void (asked = []));
  afterAll(() => server.stop());

  it.each([
    ['/status', ['status']],
    ['/relationships', ['relationships', {}]],
    [
      '/relationships?sort=openCases&direction=ascending&limit=7&after=x&q=An',
      ['relationships', { sort: 'openCases', direction: 'ascending', limit: 7, after: 'x', q: 'An' }],
    ],
    [`/relationships/${id}`, ['relationship', id, {}]],
    [
      `/relationships/${id}?asOf=2024-01-01&knownBy=-30d`,
      ['relationship', id, { asOf: '2024-01-01', knownBy: '-30d' }],
    ],
    [`/relationships/${id}/timeline?limit=3&after=1.2.3`, ['timeline', id, { limit: 3, after: '1.2.3' }]],
    [`/relationships/${id}/density?buckets=12`, ['density', { relationship: id, buckets: 12 }]],
    ['/density', ['density', {}]],
    [`/relationships/${id}?knownBy=-30d&asClaimed=true`, ['relationship', id, { knownBy: '-30d', asClaimed: true }]],
    [
      `/relationships/${id}/timeline?knownBy=-30d&asClaimed=true`,
      ['timeline', id, { knownBy: '-30d', asClaimed: true }],
    ],
    ['/relationships?asOf=-30d', ['relationships', { asOf: '-30d' }]],
    ['/signals', ['signals', {}]],
    [
      `/signals?kind=k&severity=critical&relationship=${id}&projection=p&limit=2&after=x&asOf=-1d`,
      [
        'signals',
        { kind: 'k', severity: 'critical', relationship: id, projection: 'p', limit: 2, after: 'x', asOf: '-1d' },
      ],
    ],
    ['/processes', ['processes', {}]],
    ['/processes?knownBy=2024-01-01', ['processes', { knownBy: '2024-01-01' }]],
    ['/processes?show=experience&asOf=-1w', ['processes', { show: ['experience'], asOf: '-1w' }]],
    ['/processes/helpdesk?asOf=-1w', ['process', 'helpdesk', { asOf: '-1w' }]],
    [
      '/processes/helpdesk?show=experience&filter=severity%3Dhigh',
      ['process', 'helpdesk', { show: ['experience'], filter: ['severity=high'] }],
    ],
    ['/processes/helpdesk/map.svg?asOf=-1w', ['processMap', 'helpdesk', { asOf: '-1w' }]],
    ['/processes/Help%20desk%2Ftwo?variants=4', ['process', 'Help desk/two', { variants: 4 }]],
    ['/processes/helpdesk?show=times&show=load', ['process', 'helpdesk', { show: ['times', 'load'] }]],
    [
      `/processes/helpdesk?milestones=${encodeURIComponent('start -> last Close')}&show=pipeline&filter=with%3DOpen`,
      ['process', 'helpdesk', { filter: ['with=Open'], show: ['pipeline'], milestones: ['start -> last Close'] }],
    ],
    ['/processes/helpdesk/map.svg?flows=9&measure=mean', ['processMap', 'helpdesk', { flows: 9, measure: 'mean' }]],
    ['/processes/helpdesk/map.svg?measure=count', ['processMap', 'helpdesk', { measure: 'count' }]],
    [
      '/processes/helpdesk/map.svg?filter=severity%3Dhigh&against=severity%3Dlow&against=with%3DWait',
      ['processMap', 'helpdesk', { filter: ['severity=high'], against: ['severity=low', 'with=Wait'] }],
    ],
    ['/processes/helpdesk?show=choices', ['process', 'helpdesk', { show: ['choices'] }]],
    ['/projections', ['projections']],
    [
      `/projections/process-flow/evidence?cell=${encodeURIComponent('["flow","a/b",3]')}&part=n&limit=2&asOf=-1d`,
      ['evidence', 'process-flow', ['flow', 'a/b', 3], { part: 'n', limit: 2, asOf: '-1d' }],
    ],
    ['/imports', ['imports']],
    ['/export/xes?process=helpdesk', ['export', 'xes', { process: 'helpdesk' }]],
    [`/export/csv?relationship=${id}`, ['export', 'csv', { relationship: id }]],
    [`/export/ocel?process=desk&relationship=${id}`, ['export', 'ocel', { process: 'desk', relationship: id }]],
  ])('GET %s asks the workspace', async (path, expected) => {
    const response = await server.call(`/api/v1${path}`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(asked).toEqual([expected]);
  });

  it.each([
    ['/status?x=1', 400, 'x is not known here'],
    ['/relationships?limit=0', 400, 'limit'],
    ['/relationships?limit=1001', 400, 'limit'],
    ['/relationships?limit=ten', 400, 'limit'],
    ['/relationships?limit=', 400, 'limit'],
    ['/relationships?limit=1&limit=2', 400, 'limit'],
    ['/relationships?limit=1.5', 400, 'limit'],
    ['/relationships?sort=colour', 400, 'sort'],
    ['/relationships?sort=__proto__', 400, 'sort'],
    ['/relationships?direction=up', 400, 'direction'],
    ['/relationships?__proto__=1', 400, '__proto__'],
    ['/imports?asOf=2020-01-01', 400, 'asOf is not known here'],
    ['/relationships?knownBy=-1d&asClaimed=true', 400, 'asClaimed is answered for one relationship'],
    ['/signals?knownBy=-1d&asClaimed=true', 400, 'asClaimed is answered for one relationship'],
    ['/processes/helpdesk?knownBy=-1d&asClaimed=true', 400, 'asClaimed is answered for one relationship'],
    [`/relationships/${id}?asClaimed=perhaps`, 400, 'asClaimed'],
    ['/projections/x/evidence', 400, 'cell'],
    ['/projections/x/evidence?cell=case', 400, 'cell must be a JSON array'],
    ['/projections/x/evidence?cell=[{}]', 400, 'cell must be a JSON array'],
    [`/relationships?q=${'x'.repeat(201)}`, 400, 'q'],
    ['/relationships/Anna', 404, 'id'],
    ['/density?buckets=1001', 400, 'buckets'],
    ['/signals?severity=grave', 400, 'severity'],
    ['/signals?relationship=Anna', 400, 'relationship'],
    ['/processes?show=x', 400, 'show'],
    ['/processes?show=times', 400, 'show'],
    ['/processes/helpdesk?variants=-1', 400, 'variants'],
    ['/processes/helpdesk?show=feeling', 400, 'show'],
    [
      '/processes/helpdesk?show=colour',
      400,
      'times, load, waits, conformance, funnel, stages, pipeline, targets, experience',
    ],
    ['/processes/helpdesk?milestones=x', 400, 'milestones'],
    [`/processes/helpdesk?${'milestones=a->b&'.repeat(21)}`, 400, 'milestones'],
    ['/processes/helpdesk/map.svg?milestones=a->b', 400, 'milestones is not known here'],
    ['/processes/helpdesk/map.svg?flows=0', 400, 'flows'],
    ['/processes/helpdesk/map.svg?measure=sum', 400, 'measure'],
    ['/export/pdf', 404, 'xes, csv, cloudevents, ocel'],
    ['/export/csv?relationship=Anna', 400, 'relationship'],
    [`/processes/${'x'.repeat(2000)}`, 404, ''],
    ['/processes/%ff', 400, ''],
    ['/relationships/', 404, ''],
    ['/nothing', 404, ''],
  ])('GET %s is refused with %i', async (path, status, about) => {
    const response = await server.call(`/api/v1${path}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    const text = await response.text();
    expect(text).toContain(about);
    expect(JSON.parse(text)).toMatchObject({ status, code: expect.any(String), hint: expect.any(String) });
    expect(asked).toEqual([]);
  });

  it('gives a drawing as SVG, and an export as text', async () => {
    const svg = await server.call('/api/v1/processes/helpdesk/map.svg');
    expect([svg.headers.get('content-type'), await svg.text()]).toEqual(['image/svg+xml; charset=utf-8', '<svg/>']);
    const csv = await server.call('/api/v1/export/csv');
    expect([csv.headers.get('content-type'), await csv.text()]).toEqual(['text/csv; charset=utf-8', 'ab']);
    const ocel = await server.call('/api/v1/export/ocel');
    expect(ocel.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('proposes a mapping from a beginning, not from a whole file', async () => {
    const proposal = await server.call('/api/v1/mappings/propose?name=a.csv', { method: 'POST', body: 'a,b\n' });
    expect([proposal.status, await proposal.json()]).toMatchObject([200, { format: 'csv', notes: [], rows: [] }]);
    expect(asked).toEqual([['proposeMapping', 'a.csv', 4]]);
    const large = await server.call('/api/v1/mappings/propose?name=a.csv', {
      method: 'POST',
      body: new Uint8Array(1024 * 1024 + 1),
    });
    expect([large.status, await large.json()]).toMatchObject([413, { code: 'body-too-large' }]);
  });

  it('gives the frame to every address of a page, files as they are, and problems to all else', async () => {
    const page = await fetch(`${server.url}/processes/helpdesk?time=median`);
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'public, max-age=0',
    ]);
    expect((await fetch(`${server.url}/tend.svg`)).headers.get('content-type')).toBe('image/svg+xml');
    const hashed = await fetch(`${server.url}/assets/main-abc.js`);
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const path of [
      '/nothing.js',
      '/assets/none.js',
      '/health/x',
      '/..%2f..%2fpackage.json',
      '/assets/..%2f..%2f..%2fetc/passwd',
      '/.env',
    ]) {
      const missing = await fetch(`${server.url}${path}`);
      expect([path, missing.status >= 400 && missing.status < 500, missing.headers.get('content-type')]).toEqual([
        path,
        true,
        'application/problem+json',
      ]);
    }
  });

  it('describes itself without scripts or files from elsewhere', async () => {
    const docs = await (await fetch(`${server.url}/api/docs`)).text();
    expect(docs).not.toMatch(/<script>|https?:|style=/);
    for (const [, path] of docs.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const file = await fetch(`${server.url}${path}`);
      expect([path, file.status, (await file.text()).length > 0]).toEqual([path, 200, true]);
    }
    const document = (await (await fetch(`${server.url}/api/docs-json`)).json()) as { openapi: string };
    expect(document.openapi).toBe('3.1.0');
  });
});
