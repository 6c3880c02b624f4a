import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#core/clock.js';
import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import { systemRandom } from '#core/random.js';
import type { Role } from '#workspace/nodes/node-settings.js';
import type { ServedTend, Tend } from '#workspace/tend.js';
import { makeLog } from './operations/logging.js';
import { startServer } from './server.js';

export const testToken = 'a'.repeat(43);

/** A workspace that knows only what a test gives it; all else is refused as not found. */
export function tendOf(verbs: Partial<ServedTend>): ServedTend {
  const status: Tend['status'] = async () => ({
    version: '0.0.0',
    zone: 'UTC',
    head: { sequence: 0, root: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
    empty: true,
    demonstrationOffered: true,
  });
  const webhooks = { list: async () => ({ webhooks: [] }) } as unknown as Tend['webhooks'];
  const digests = { list: async () => ({ digests: [] }) } as unknown as Tend['digests'];
  const known: Partial<ServedTend> = {
    status,
    webhooks,
    digests,
    projections: async () => ({ projections: [] }),
    ...verbs,
  };
  return new Proxy(known as ServedTend, {
    get: (target, verb) =>
      // Nest asks everything that it holds whether it is a promise or has hooks of its life.
      typeof verb !== 'string' || verb === 'then' || verb.startsWith('on') || verb in target
        ? Reflect.get(target, verb)
        : () => Promise.reject(new LedgerError('not-found', `${verb} is not there.`)),
  });
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** What has been logged so far. */
  readonly log: () => string;
  link(): string;
  /** A request with the token. */
  call(path: string, options?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

/** A server on a free port, with pages of two files. */
export async function startTestServer(
  tend: ServedTend,
  { clock = systemClock, roles }: { readonly clock?: Clock; readonly roles?: ReadonlySet<Role> } = {},
): Promise<TestServer> {
  const pages = mkdtempSync(join(tmpdir(), 'tend-pages-'));
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Tend</title>');
  mkdirSync(join(pages, 'assets'));
  writeFileSync(join(pages, 'assets', 'main-abc.js'), '');
  writeFileSync(join(pages, 'tend.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const lines: string[] = [];
  const log = makeLog('info', { write: (line: string) => void lines.push(line) });
  const parts = { tend, localToken: testToken, clock, random: systemRandom(), log, pages, version: '0.0.0' };
  const server = await startServer({ ...parts, ...(roles === undefined ? {} : { roles }) }, '127.0.0.1', 0);
  return {
    url: server.url,
    port: Number(new URL(server.url).port),
    log: () => lines.join(''),
    link: () => server.link(),
    call: (path, options = {}) =>
      fetch(`${server.url}${path}`, {
        ...options,
        headers: { authorization: `Bearer ${testToken}`, ...(options.headers as Record<string, string>) },
      }),
    async stop() {
      await server.stop();
      rmSync(pages, { recursive: true, force: true });
    },
  };
}
