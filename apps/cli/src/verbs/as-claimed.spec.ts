import { afterEach, describe, expect, it } from '@jest/globals';
import { run, serve } from '../testing.js';

describe('--as-claimed', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  const ask = (args: readonly string[]) => run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });

  it('asks for one relationship and its timeline by the word of the sources, and the answer says so', async () => {
    const relationship = { id: 'id-7', name: 'Amber Mills' };
    server = await serve({
      'POST /relationships/find': { id: 'id-7' },
      'GET /relationships/id-7/timeline': { relationship, rows: [], total: 0, head: 1, asClaimed: true },
    });
    const { stdout } = await ask(['timeline', 'amber', '--known-by', '2026-03-01', '--as-claimed']);
    expect(stdout).toBe('Amber Mills: 0 touchpoints, as claimed by the sources\n');
    expect(server.asked.at(-1)!.query).toMatchObject({ knownBy: '2026-03-01', asClaimed: 'true' });
  });

  it('is handed on by lists too, which are told why it is refused there', async () => {
    server = await serve({ 'GET /processes': { processes: [] } });
    const { status } = await ask(['processes', '--known-by', '2026-03-01', '--as-claimed']);
    expect([status, server.asked[0]!.query['asClaimed']]).toEqual([0, 'true']);
  });

  it('stands only in the help of the verbs that answer it', async () => {
    server = await serve({});
    for (const [verb, isShown] of [
      ['relationship', true],
      ['timeline', true],
      ['relationships', false],
      ['process', false],
    ] as const)
      expect((await run([verb, '--help'])).stdout.includes('--as-claimed')).toBe(isShown);
  });
});
