import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CountedAnswersAnswer, VoiceAnswer } from '#workspace/voice/voice-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

describe('the routes of the voice of customers', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        voice: {
          measures: async (query) => {
            asked.push(query);
            return { surveys: [] } as unknown as VoiceAnswer;
          },
          answers: async (query) => {
            asked.push(query);
            return { rows: [] } as unknown as CountedAnswersAnswer;
          },
        },
      }),
    );
  });
  afterAll(() => server.stop());

  const ask = async (query: string) => {
    asked.length = 0;
    return (await server.call(`/api/v1/voice${query}`)).status;
  };

  it('answer what is asked for', async () => {
    expect(await ask('?by=month&instrument=nps&segment=large&from=2026-01&to=2026-03&limit=24&asOf=-30d')).toBe(200);
    const filter = { instrument: 'nps', segment: 'large', from: '2026-01', to: '2026-03', limit: 24, asOf: '-30d' };
    expect(asked).toEqual([{ ...filter, by: 'month' }]);
    expect(await ask('/answers?channel=email&after=x&knownBy=2026-01-01')).toBe(200);
    expect(asked).toEqual([{ channel: 'email', after: 'x', knownBy: '2026-01-01' }]);
  });

  it.each([
    '?by=colour',
    '?from=May',
    '?to=2026-1',
    '?limit=0',
    '?kind=x',
    '/answers?relationship=Acme',
    '/answers?by=month',
  ])('refuse %s', async (query) => {
    expect(await ask(query)).toBe(400);
    expect(asked).toEqual([]);
  });
});
