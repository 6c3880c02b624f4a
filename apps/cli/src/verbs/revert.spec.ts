import { describe, expect, it } from '@jest/globals';
import { lines, run, serve } from '../testing.js';

describe('revert', () => {
  it('takes an import back that is named by the beginning of its id', async () => {
    const imports = ['5d3f6e5d-4c3b-42a1-9f8e-9d8c7b6a5948', '6e5d4c3b-4c3b-42a1-9f8e-9d8c7b6a5948'].map(
      (importId) => ({
        importId,
        dataset: 'helpdesk',
        state: 'completed',
        appended: 21_348,
      }),
    );
    const routes = {
      'GET /imports': { imports },
      [`POST /imports/${imports[0]!.importId}/revert`]: lines({ result: { ...imports[0], state: 'reverted' } }),
    };
    const server = await serve(routes);
    const at = () => ['--server', server.url];
    const given = { environment: { TEND_TOKEN: 't' } };
    const { status, stdout } = await run(['revert', '5d3f', '--reason', 'wrong file', ...at()], given);
    expect(stdout).toMatch(/^The import of helpdesk is taken back: its 21,348 touchpoints are hidden/);
    expect([status, server.asked.at(-1)!.body]).toEqual([0, '{"reason":"wrong file"}']);
    const unclear = await run(['revert', 'helpdesk', ...at()], given);
    expect([unclear.status, unclear.stderr]).toEqual([1, expect.stringContaining('2 imports')]);
    await server.close();
  });
});
