import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import type { SignalsAnswer } from '#workspace/signals/signal-answers.js';
import type { SignalCommandAnswer } from '#workspace/signals/signal-command-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const inbox: SignalsAnswer = {
  rows: [],
  total: 0,
  kinds: [],
  notShown: { historic: 12, snoozed: 0, resolved: 0 },
  answered: [],
};
const said: SignalCommandAnswer = { signals: [], unchanged: 1 };

describe('the routes of signals', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        signals: async (query) => {
          asked.push(query);
          return inbox;
        },
        signalCommands: {
          act: async (action, command) => {
            asked.push([action, command]);
            if (command.signals.includes('ffff')) throw new LedgerError('not-found', 'There is no signal ffff.');
            return said;
          },
        },
      }),
    );
  });
  afterAll(() => server.stop());
  beforeEach(() => void (asked.length = 0));

  const post = async (command: string, body: unknown) => {
    const headers = { 'content-type': 'application/json', 'accept': 'application/json' };
    const given = { method: 'POST', body: JSON.stringify(body), headers };
    const response = await server.call(`/api/v1/commands/${command}`, given);
    return [response.status, (await response.text()).trim().split('\n').at(-1)!] as const;
  };

  it('list what is asked for', async () => {
    const query = 'work=snoozed&historic=true&state=open&kind=silence&limit=5&asOf=2026-01-01';
    const response = await server.call(`/api/v1/signals?${query}`);
    expect([response.status, await response.json()]).toEqual([200, inbox]);
    expect(asked).toEqual([
      { work: 'snoozed', historic: true, state: 'open', kind: 'silence', limit: 5, asOf: '2026-01-01' },
    ]);
    for (const wrong of ['work=done', 'historic=perhaps', 'relationship=Amber%20Mills'])
      expect((await server.call(`/api/v1/signals?${wrong}`)).status).toBe(400);
  });

  it.each([
    ['AcknowledgeSignal', 'acknowledge', {}],
    ['SnoozeSignal', 'snooze', { until: '3d' }],
    ['ResolveSignal', 'resolve', { outcome: 'reached them', reason: 'on leave' }],
    ['ReopenSignal', 'reopen', {}],
  ])('take %s', async (command, action, more) => {
    const body = { signals: ['4b3f', '9d2e'], ...more };
    const [status, line] = await post(command, body);
    expect([status, JSON.parse(line)]).toEqual([200, { result: said }]);
    expect(asked).toEqual([[action, body]]);
    expect((await post(command, { ...body, signals: ['ffff'] }))[1]).toContain('There is no signal ffff.');
    asked.length = 0;
    for (const wrong of [{ signals: [] }, { signals: 'all' }, { signals: ['abc'] }, { at: 1 }])
      expect((await post(command, { ...body, ...wrong }))[0]).toBe(400);
    expect(asked).toEqual([]);
  });

  it('refuse a snooze without a time', async () => {
    expect((await post('SnoozeSignal', { signals: ['4b3f'] }))[0]).toBe(400);
    expect((await post('AcknowledgeSignal', { signals: ['4b3f'], until: '3d' }))[0]).toBe(400);
  });
});
