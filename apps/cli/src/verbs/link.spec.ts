import { describe, expect, it } from '@jest/globals';
import { lines, run, serve } from '../testing.js';

const link = '5d3f6e5d-4c3b-42a1-9f8e-9d8c7b6a5948';
const answer = {
  link,
  parties: [
    { id: 'a', name: 'Ann Mills' },
    { id: 'b', name: 'A. Mills' },
  ],
  shownAs: { id: 'b', name: 'A. Mills' },
  evidence: 'same-email',
  recordedAt: '2026-01-01T00:00:00.000Z',
};

describe('link and unlink', () => {
  it('say what was done, and how it is taken back', async () => {
    const routes = {
      'POST /commands/LinkParties': lines({ result: answer }),
      'POST /commands/UnlinkParties': lines({ result: answer }),
    };
    const server = await serve(routes);
    const given = { environment: { TEND_TOKEN: 't' } };
    const at = ['--server', server.url];
    const linked = await run(['link', 'Ann Mills', 'A. Mills', '--evidence', 'same-email', ...at], given);
    expect(linked.stdout).toBe(
      `Ann Mills and A. Mills are one from now on, in every answer, under A. Mills, whom the ledger knew first.\nTake it back: tend unlink ${link}\n`,
    );
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({
      party: 'Ann Mills',
      other: 'A. Mills',
      evidence: 'same-email',
    });
    const unlinked = await run(['unlink', link, ...at], given);
    expect([unlinked.status, unlinked.stdout]).toEqual([0, expect.stringContaining('are two again')]);
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({ link });
    await server.close();
  });

  it('need an evidence of the list, and the id of a link', async () => {
    const given = { environment: { TEND_TOKEN: 't' } };
    expect(await run(['link', 'a', 'b'], given)).toMatchObject({ status: 2 });
    expect(await run(['link', 'a', 'b', '--evidence', 'she told me'], given)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('customer-said'),
    });
    expect(await run(['unlink', 'Ann'], given)).toMatchObject({ status: 2, stderr: expect.stringContaining('an id') });
  });
});
