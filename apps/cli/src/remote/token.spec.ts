import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataDirectory, type DataDirectory } from '#workspace/directory/data-directory.js';
import { announceServer, localToken } from '#workspace/directory/server-file.js';
import { run, serve } from '../testing.js';
import { HttpClient } from './http-client.js';

const routes = { 'GET /imports': { imports: [] } };

describe('the token of a data directory', () => {
  let folder: string;
  let directory: DataDirectory;
  let token: string;
  const servers: Awaited<ReturnType<typeof serve>>[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tend-cli-'));
    directory = openDataDirectory(join(folder, 'data'));
    token = localToken(directory);
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function served(given: Parameters<typeof serve>[0] = routes) {
    const server = await serve(given);
    servers.push(server);
    return server;
  }

  const imports = (url: string, environment = {}) =>
    run(['imports', '--server', url, '--data', directory.path], { environment });

  it('goes to the server that runs on it', async () => {
    const server = await served();
    announceServer(directory, { pid: process.pid, url: server.url });
    expect((await imports(server.url)).status).toBe(0);
    expect(server.asked[0]!.headers.authorization).toBe(`Bearer ${token}`);
  });

  it('goes to nobody else, not even on this machine', async () => {
    const stranger = await served();
    expect(await imports(stranger.url)).toMatchObject({ status: 1, stderr: expect.stringContaining('No server runs') });
    const server = await served();
    announceServer(directory, { pid: process.pid, url: server.url });
    expect(await imports(stranger.url)).toMatchObject({ status: 1, stderr: expect.stringContaining(server.url) });
    expect([stranger.asked, server.asked]).toEqual([[], []]);
  });

  it('is not what goes when another one is given', async () => {
    const stranger = await served();
    expect((await imports(stranger.url, { TEND_TOKEN: 'other' })).status).toBe(0);
    expect(stranger.asked[0]!.headers.authorization).toBe('Bearer other');
  });

  it('follows no redirect', async () => {
    const target = await served();
    const server = await served({
      'GET /imports': (_asked, response) => {
        response.writeHead(307, { location: `${target.url}/api/v1/imports` });
        response.end();
      },
    });
    announceServer(directory, { pid: process.pid, url: server.url });
    expect((await imports(server.url)).status).toBe(1);
    expect([server.asked.length, target.asked]).toEqual([1, []]);
  });

  it.each(['http://tend.example', 'http://192.0.2.1:4100', 'http://127.0.0.1.example', 'http://localhost.example'])(
    'is never sent in the clear: %s',
    async (url) => {
      expect(() => new HttpClient(url, 't')).toThrow(/in the clear: use https/);
      expect((await imports(url, { TEND_TOKEN: 't' })).status).toBe(1);
    },
  );

  it.each(['https://tend.example', 'http://localhost:1', 'http://127.0.0.2:1', 'http://[::1]:1'])(
    'may be sent to %s',
    (url) => {
      expect(() => new HttpClient(url, 't')).not.toThrow();
    },
  );
});
