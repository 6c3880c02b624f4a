import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { RelationshipAnswer } from '#workspace/answers.js';
import type { LocalTend } from '#workspace/local-tend.js';
import { importLines, testFolder } from '#workspace/testing.js';
import { startTestServer, type TestServer } from '../testing.js';

jest.setTimeout(60_000);

describe('the route of one relationship', () => {
  const folder = testFolder();
  let tend: LocalTend;
  let server: TestServer;

  beforeAll(async () => {
    // A Tuesday.
    tend = await folder.open({ clock: fixedClock(Date.parse('2026-01-20T12:00:00Z')), user: 'ann' });
    await importLines(tend, [{ id: '1', at: '2026-01-15T10:00:00Z', customer: 'Amber Mills' }]);
    server = await startTestServer(tend);
  });
  afterAll(async () => {
    await server.stop();
    await folder.dispose();
  });

  it('answers with what stands of it, now and at a moment', async () => {
    const { id } = await tend.relationship('Amber Mills');
    const ask = async (query = '') => {
      const response = await server.call(`/api/v1/relationships/${id}${query}`);
      return ((await response.json()) as RelationshipAnswer).signals;
    };
    const signals = await ask();
    expect(signals).toMatchObject({
      total: 1,
      more: 0,
      rows: [{ kind: 'unanswered', severity: 'warning', work: { state: 'new' } }],
      sentence: '1 open signal: 1 unanswered',
    });
    await tend.signalCommands.act('acknowledge', { signals: [signals!.rows[0]!.id] }, {});
    expect((await ask())!.rows[0]!.work).toMatchObject({ state: 'acknowledged', by: { name: 'ann' } });
    // A message may wait for a day.
    expect(await ask('?asOf=2026-01-15T12:00:00Z')).toMatchObject({ total: 0, rows: [], sentence: 'no open signal' });
    expect(await ask('?asOf=2026-01-19T12:00:00Z')).toMatchObject({ total: 1, rows: [{ work: { state: 'new' } }] });
  });
});
