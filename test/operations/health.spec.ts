import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { startTestServer, tendOf, type TestServer } from '../../apps/ledger/src/testing.js';
import { root } from '../architecture/tracked-files.js';

/** Runs the check as a container does: its exit status and what it says. */
function check(port: number, which?: string): Promise<{ status: number; said: string }> {
  const script = path.join(root, 'infra', 'scripts', 'health.mjs');
  const env = { ...process.env, TEND_PORT: String(port) };
  return new Promise((resolve) => {
    const asked = which === undefined ? [] : [which];
    const child = execFile(process.execPath, [script, ...asked], { env }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, said: stdout + stderr }),
    );
  });
}

describe('the health check of a container', () => {
  let server: TestServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  it('passes, without a word, a server that is well', async () => {
    server = await startTestServer(tendOf({}));
    for (const which of [undefined, 'ready', 'live'])
      expect(await check(server.port, which)).toEqual({ status: 0, said: '' });
  });

  it('tells alive from ready, and why it is not', async () => {
    server = await startTestServer(tendOf({ status: () => Promise.reject(new LedgerError('integrity')) }));
    expect((await check(server.port, 'live')).status).toBe(0);
    const ready = await check(server.port, 'ready');
    expect(ready).toEqual({ status: 1, said: expect.stringMatching(/^ready: 503 .*The ledger cannot be read/) });
  });

  it('fails where nobody answers', async () => {
    server = await startTestServer(tendOf({}));
    const { port } = server;
    await server.stop();
    server = undefined;
    expect(await check(port, 'live')).toEqual({ status: 1, said: expect.stringContaining('ECONNREFUSED') });
  });
});
