import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { openDataDirectory } from '#workspace/directory/data-directory.js';
import { announceServer, localToken } from '#workspace/directory/server-file.js';
import { servedAlready } from './served-already.js';

describe('a data directory that is to be served', () => {
  let path: string;
  let server: Server | undefined;

  beforeEach(() => void (path = join(mkdtempSync(join(tmpdir(), 'tend-served-')), 'data')));
  afterEach(async () => {
    server?.close();
    if (server !== undefined) await once(server, 'close');
    server = undefined;
    rmSync(join(path, '..'), { recursive: true, force: true });
  });

  const look = () => servedAlready({ TEND_DATA: path }, []);

  /** Announces a server that answers so, as this process. */
  async function announce(answer: RequestListener): Promise<string> {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    announceServer(openDataDirectory(path, { zone: 'UTC' }), { pid: process.pid, url });
    return url;
  }

  it('is not served when it is not there, or nobody has announced it; nothing is made of it', async () => {
    expect(await look()).toBeUndefined();
    openDataDirectory(path, { zone: 'UTC' });
    expect(await look()).toBeUndefined();
  });

  it('is served by who gives a link for its token', async () => {
    let asked: unknown[] = [];
    const url = await announce(({ method, url: address, headers }, response) => {
      asked = [method, address, headers.authorization];
      response.writeHead(201, { 'content-type': 'application/json' }).end('{"link":"http://x/open/y"}');
    });
    expect(await look()).toEqual({ url, link: 'http://x/open/y' });
    const token = localToken(openDataDirectory(path, { create: false }));
    expect(asked).toEqual(['POST', '/api/v1/links', `Bearer ${token}`]);
  });

  it.each([404, 503])('is written by who answers %s, and that is said before anything is tried', async (status) => {
    const url = await announce((_request, response) => void response.writeHead(status).end('{}'));
    await expect(look()).rejects.toMatchObject({
      code: 'data-directory-locked',
      message: expect.stringContaining(`${process.pid} at ${url}`),
    });
  });
});
