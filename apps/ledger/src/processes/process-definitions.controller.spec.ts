import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import type {
  DefinedAnswer,
  DefineQuery,
  DefinitionsAnswer,
} from '#workspace/processes/definitions/definition-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const listed: DefinitionsAnswer = { process: 'help/desk', versions: [] };
const defined: DefinedAnswer = {
  process: 'helpdesk',
  version: '1',
  definition: { process: 'helpdesk', terminal: ['Closed'] },
  differences: [],
  warnings: [],
};

describe('the routes of definitions', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        processDefinitions: {
          list: async (process) => {
            asked.push(process);
            return listed;
          },
          define: async (query) => {
            asked.push(query);
            if (query.process === 'other') throw new LedgerError('invalid', 'Nothing is changed.');
            return defined;
          },
        },
      }),
    );
  });
  afterAll(() => server.stop());

  const define = async (body: unknown) => {
    asked.length = 0;
    const headers = { 'content-type': 'application/json', 'accept': 'application/json' };
    const given = { method: 'POST', body: JSON.stringify(body), headers };
    const response = await server.call('/api/v1/commands/DefineProcess', given);
    return [response.status, (await response.text()).trim().split('\n').at(-1)!] as const;
  };

  it('list those of a process, whatever its name', async () => {
    asked.length = 0;
    const response = await server.call('/api/v1/processes/help%2Fdesk/definitions');
    expect([response.status, await response.json()]).toEqual([200, listed]);
    expect(asked).toEqual(['help/desk']);
    expect((await server.call('/api/v1/processes/helpdesk/definitions?all=1')).status).toBe(400);
  });

  it('change one, and go back', async () => {
    const queries: DefineQuery[] = [
      {
        process: 'helpdesk',
        change: { terminal: ['Closed'], targets: [{ target: 'reply', limitHours: 4, to: { activities: ['Answer'] } }] },
        version: '1',
        effectiveFrom: '2026-01-01',
        dryRun: true,
      },
      { process: 'helpdesk', bpmn: '<definitions/>' },
      { process: 'helpdesk', revert: {} },
      { process: 'helpdesk', revert: { version: '1' } },
    ];
    for (const query of queries) {
      const [status, line] = await define(query);
      expect([status, JSON.parse(line)]).toEqual([200, { result: defined }]);
      expect(asked).toEqual([query]);
    }
  });

  it('say what is refused', async () => {
    expect((await define({ process: 'other' }))[1]).toContain('Nothing is changed.');
    for (const body of [
      {},
      { process: '' },
      { process: 'a', change: 'terminal' },
      { process: 'a', bpmn: 4 },
      { process: 'a', revert: { to: '1' } },
      { process: 'a', revert: true },
      { process: 'a', dryRun: 'yes' },
      { process: 'a', terminal: [] },
    ])
      expect([body, (await define(body))[0]]).toEqual([body, 400]);
    expect(asked).toEqual([]);
  });
});
