import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

describe('the routes of projections', () => {
  let server: TestServer;
  let asked: unknown[];

  beforeEach(async () => {
    asked = [];
    const answer =
      (verb: string) =>
      async (...given: readonly unknown[]) => {
        asked.push([verb, ...given.filter((one) => typeof one !== 'object' || !('signal' in (one as object)))]);
        return { verb } as never;
      };
    server = await startTestServer(
      tendOf({
        builds: {
          list: answer('builds'),
          rebuild: answer('rebuild'),
          diff: answer('diff'),
          whatIf: answer('whatIf'),
          change: async (name, change, options, work) => {
            if (change === 'rollback') throw new LedgerError('build-conflict', 'There is nothing to go back to.');
            work.progress?.({ stage: 'build', done: 1, total: 2, unit: 'events' });
            return answer('change')(name, change, options);
          },
        },
      }),
    );
  });
  afterEach(() => server.stop());

  const post = (path: string, body?: object) =>
    server.call(`/api/v1/projections/${path}`, {
      method: 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const resultOf = async (response: Response) =>
    JSON.parse((await response.text()).trim().split('\n').at(-1)!) as object;

  it('give what is asked to the workspace, and its answer as the last line', async () => {
    expect(await (await server.call('/api/v1/projections/flow/builds')).json()).toEqual({ verb: 'builds' });
    expect(await resultOf(await post('flow/rebuild?activate=true'))).toEqual({ result: { verb: 'rebuild' } });
    await post('flow/rebuild');
    await post('flow/diff?from=1&to=flow.2&examples=3');
    await post('flow/what-if', { set: { zone: 'UTC', hours: 2 }, examples: 1 });
    const context = [{ type: 'PhaseRulesPublished', effectiveFrom: '2026-01-01', data: { version: '2' } }];
    await post('flow/what-if', { context });
    await post('flow/what-if', { context, flags: { signal: 'silence', limit: 5 } });
    await post('flow/activate?build=2');
    await post('flow/drop');
    for (const change of ['pause', 'resume', 'cancel']) await post(`flow/${change}`);
    for (const change of ['quarantine', 'release']) await post(`flow/${change}?key=a~b`);
    expect(asked).toEqual([
      ['builds', 'flow'],
      ['rebuild', 'flow', { activate: true }],
      ['rebuild', 'flow', {}],
      ['diff', 'flow', { from: '1', to: 'flow.2', examples: 3 }],
      ['whatIf', 'flow', { set: { zone: 'UTC', hours: 2 }, examples: 1 }],
      ['whatIf', 'flow', { context }],
      ['whatIf', 'flow', { context, flags: { signal: 'silence', limit: 5 } }],
      ['change', 'flow', 'activate', { build: '2' }],
      ['change', 'flow', 'drop', {}],
      ['change', 'flow', 'pause', {}],
      ['change', 'flow', 'resume', {}],
      ['change', 'flow', 'cancel', {}],
      ['change', 'flow', 'quarantine', { key: 'a~b' }],
      ['change', 'flow', 'release', { key: 'a~b' }],
    ]);
  });

  it('refuse what a build is not in a state for, and what is no parameter', async () => {
    const refused = await post('flow/rollback');
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'build-conflict' }]);
    for (const path of [
      'flow/rebuild?activate=maybe',
      'flow/diff?examples=101',
      'flow/pause?build=1',
      'flow/quarantine',
    ])
      expect((await post(path)).status).toBe(400);
    for (const body of [{ set: 7 }, { context: 7 }, { context: [7] }, { context: [{ type: 'PhaseRulesPublished' }] }])
      expect((await post('flow/what-if', body)).status).toBe(400);
    expect(asked).toEqual([]);
  });
});
