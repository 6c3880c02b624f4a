import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock, Random } from '#core/ports.js';
import type { Role } from '#workspace/nodes/node-settings.js';
import type { ServedTend } from '#workspace/tend.js';
import { endEndlessBodies, readBodies } from './bodies/bodies.js';
import { LongWork } from './bodies/long-work.js';
import { Connections } from './connections.js';
import { serveDocs } from './docs/docs.js';
import { controllers, LedgerModule } from './ledger.module.js';
import { LiveFeed } from './live/live-feed.js';
import { frameworkLogger, observeRequests } from './operations/logging.js';
import { Metrics } from './operations/metrics.js';
import { refuseOtherMethods } from './other-methods.js';
import { servePages } from './pages/pages.js';
import { ProblemFilter } from './problems/problem-filter.js';
import { refuseAddress, refuseConnection } from './problems/refused-early.js';
import { strictValidation } from './problems/strict-validation.js';
import { raiseGate } from './security/gate.js';
import { keepRoles } from './security/roles.js';
import { Sessions } from './security/sessions.js';

/** What a server is made of. */
export interface ServerParts {
  readonly tend: ServedTend;
  /** The token that local programs give, and that sessions are signed with. */
  readonly localToken: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Folder of the built pages. */
  readonly pages: string;
  readonly version: string;
  /** Whose disk is watched; absent: none. */
  readonly directory?: string;
  /** What this one of several nodes does; absent: everything. */
  readonly roles?: ReadonlySet<Role>;
}

export interface Server {
  readonly url: string;
  /** A fresh link that opens the pages once. */
  link(): string;
  /**
   * Takes no more work, lets what is short be answered, cancels long work in a consistent state, and closes every
   * connection within `limits.shutdownMs`. The workspace stays open: its owner closes it.
   */
  stop(): Promise<void>;
}

/**
 * Serves the API and the pages.
 * @param port 0 for any free one
 * @throws LedgerError `port-taken`
 */
export async function startServer(parts: ServerParts, host: string, port: number): Promise<Server> {
  const sessions = new Sessions(parts.localToken, parts.clock, parts.random);
  const state = { port: 0, isStopping: false };
  const app = await makeApp(parts, sessions);
  const fastify = app.getHttpAdapter().getInstance();
  raiseGate(fastify, { sessions, port: () => state.port, isStopping: () => state.isStopping });
  refuseOtherMethods(fastify);
  if (parts.roles !== undefined) keepRoles(fastify, parts.roles);
  const metrics = app.get(Metrics);
  if (parts.directory !== undefined) metrics.watchMachine(parts.directory);
  observeRequests(fastify, parts.log, metrics);
  readBodies(fastify);
  endEndlessBodies(fastify, limits.httpBodyIdleMs);
  await servePages(fastify, parts.pages);
  serveDocs(fastify, app, controllers, parts.version);
  const connections = new Connections(fastify.server);
  await listen(app, host, port);
  state.port = (fastify.server.address() as AddressInfo).port;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${state.port}`;
  return {
    url,
    link: () => `${url}/open/${sessions.issueLink()}`,
    stop: async () => {
      state.isStopping = true;
      app.get(LiveFeed).stop();
      app.get(LongWork).stop();
      await connections.drain(() => app.close());
    },
  };
}

async function makeApp(parts: ServerParts, sessions: Sessions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    // A header of Fastify's own making would name the request; ours are counted within this process.
    requestIdHeader: false,
    keepAliveTimeout: limits.httpKeepAliveMs,
    // Long uploads are no attack: what stands still is ended by who reads it.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: limits.httpHeaderBytes, headersTimeout: limits.httpHeadersMs },
    // Names, and keys of documents, as they are when they are decoded.
    routerOptions: { maxParamLength: limits.projectionKeyBytes },
    frameworkErrors: (error: Error, _request: unknown, reply: FastifyReply) => refuseAddress(error, reply),
    clientErrorHandler: refuseConnection,
    multipart: false,
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const app = await NestFactory.create<NestFastifyApplication>(
    LedgerModule.of(parts.tend, sessions, parts.log),
    adapter,
    { bodyParser: false, logger: frameworkLogger(parts.log), abortOnError: false },
  );
  app.useGlobalFilters(app.get(ProblemFilter));
  app.useGlobalPipes(strictValidation());
  return app;
}

async function listen(app: NestFastifyApplication, host: string, port: number): Promise<void> {
  try {
    await app.init();
    // Not the framework's own listen, which would log the refusal that we tell in a sentence.
    await app.getHttpAdapter().getInstance().listen({ port, host });
  } catch (error) {
    throw portRefusal(error, port);
  }
}

/** @param port 0 is always free @throws LedgerError `port-taken` */
export async function requireFreePort(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  try {
    await once(probe.listen(port, host), 'listening');
  } catch (error) {
    throw portRefusal(error, port);
  }
  probe.close();
  await once(probe, 'close');
}

function portRefusal(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  const why = code === 'EADDRINUSE' ? 'is taken' : 'is not ours to use';
  return new LedgerError('port-taken', `Port ${port} ${why}.`, { cause: error });
}
