import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import type { BackTestAnswer } from '#workspace/prediction/back-test-answers.js';
import type { FitAnswer } from '#workspace/prediction/fit-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const found = { relationships: 3, verdict: { beats: [], sentence: 'Nothing.' } } as unknown as BackTestAnswer;

const fitted: FitAnswer = { through: '2026-06-30T23:59:59.999Z', known: 9, calendars: [], segments: [] };

describe('the routes of predictions', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        backtest: async (query, { progress, signal }) => {
          asked.push(query);
          if (signal === undefined) throw new Error('It cannot be stopped.');
          if (query.seed === 9) throw new LedgerError('busy', 'A back-test of this ledger runs already.');
          progress?.({ stage: 'cuts', done: 1, total: 1, unit: 'cuts' });
          return found;
        },
        fitRules: async (query) => {
          asked.push(query);
          return fitted;
        },
      }),
    );
  });
  afterAll(() => server.stop());

  const post = async (body: unknown, path = 'backtest') => {
    const headers = { 'content-type': 'application/json', 'accept': 'application/json' };
    return server.call(`/api/v1/${path}`, { method: 'POST', body: JSON.stringify(body), headers });
  };

  it('gives what is asked for, with progress', async () => {
    const body = { cuts: ['2025-06-30', '-90d'], horizonDays: 90, capacities: [5, 10], seed: 0, replicates: 100 };
    const response = await post(body);
    const lines = (await response.text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { progress: { stage: 'cuts', done: 1, total: 1, unit: 'cuts' } },
      { result: found },
    ]);
    await post({});
    expect(asked).toEqual([body, {}]);
  });

  it.each([
    { cuts: [] },
    { cuts: [1] },
    { cuts: Array.from({ length: 21 }, () => '2025-01-01') },
    { horizonDays: 0 },
    { capacities: [0] },
    { replicates: 99 },
    { seed: -1 },
    { cut: '2025-01-01' },
  ])('refuses %j', async (body) => {
    expect((await post(body)).status).toBe(400);
  });

  it('says that one runs already', async () => {
    const response = await post({ seed: 9 });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([503, 'busy']);
  });

  it('fit what is asked for', async () => {
    asked.length = 0;
    const body = { through: '2026-06-30', seasons: true, calendar: 'office', publish: false };
    const response = await post(body, 'commands/FitRules');
    expect(JSON.parse(await response.text())).toEqual({ result: fitted });
    await post({}, 'commands/FitRules');
    expect(asked).toEqual([body, {}]);
    for (const wrong of [{ through: 3 }, { publish: 'yes' }, { segment: 'gold' }])
      expect((await post(wrong, 'commands/FitRules')).status).toBe(400);
  });
});
