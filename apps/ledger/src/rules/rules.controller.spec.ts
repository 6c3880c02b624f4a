import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import type { PublishedAnswer, RulesAnswer } from '#workspace/rules/rule-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const listed: RulesAnswer = { asOf: '2026-11-24T12:00:00.000Z', rules: [], types: [] };
const published: PublishedAnswer = { published: [], unchanged: 1, readers: [] };

describe('the routes of rules', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        rules: {
          list: async (query) => {
            asked.push(query);
            return listed;
          },
          publish: async (rules, _work, options) => {
            asked.push(rules, options);
            if (rules[0]!.type === 'Other') throw new LedgerError('invalid', 'It publishes no rule.');
            return published;
          },
        },
      }),
    );
  });
  afterAll(() => server.stop());

  const publish = async (body: unknown) => {
    asked.length = 0;
    const headers = { 'content-type': 'application/json', 'accept': 'application/json' };
    const given = { method: 'POST', body: JSON.stringify(body), headers };
    const response = await server.call('/api/v1/commands/PublishRules', given);
    return [response.status, (await response.text()).trim().split('\n').at(-1)!] as const;
  };

  it('list what is asked for', async () => {
    asked.length = 0;
    const response = await server.call('/api/v1/rules?type=RhythmFitted&all=true&knownBy=2026-01-01');
    expect([response.status, await response.json()]).toEqual([200, listed]);
    expect(asked).toEqual([{ type: 'RhythmFitted', all: true, knownBy: '2026-01-01' }]);
    expect((await server.call('/api/v1/rules?kind=x')).status).toBe(400);
  });

  it('publish a list, and say what is refused', async () => {
    const rules = [{ type: 'PhaseRulesPublished', effectiveFrom: '2026-01-01', data: { version: '1' } }];
    const [status, line] = await publish({ rules });
    expect([status, JSON.parse(line)]).toEqual([200, { result: published }]);
    expect(asked).toEqual([rules, {}]);
    await publish({ rules, dryRun: true });
    expect(asked).toEqual([rules, { dryRun: true }]);
    expect((await publish({ rules: [{ type: 'Other', data: {} }] }))[1]).toContain('It publishes no rule.');
    for (const body of [
      {},
      { rules: [] },
      { rules: [{ type: 'A' }] },
      { rules: [{ type: 'A', data: {}, at: 1 }] },
      { rules, dryRun: 'yes' },
    ])
      expect((await publish(body))[0]).toBe(400);
  });
});
