import { ServiceUnavailableException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LedgerError } from '#core/errors.js';
import type { Sessions } from './sessions.js';

/** What the gate asks of the server at each request. */
export interface GateKeeping {
  readonly sessions: Sessions;
  /** The port that is listened on; 0 before. */
  readonly port: () => number;
  readonly isStopping: () => boolean;
}

/**
 * The policy of every page and answer: only our own scripts, nothing framed, nothing told to other sites. Styles may
 * stand in the page, because the controls set theirs there.
 */
export const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** What stands before every route: who asks, from where, and whether the server still takes work. */
export function raiseGate(fastify: FastifyInstance, keeping: GateKeeping): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders);
    if (request.routeOptions.url !== pagesRoute) reply.header('cache-control', 'no-store');
    try {
      if (!request.url.startsWith('/')) throw new LedgerError('invalid', 'An address begins with a slash.');
      requireOwnHost(request, keeping.port());
      requireOwnOrigin(request);
      if (keeping.isStopping()) throw new ServiceUnavailableException('The server is stopping.');
      if (!isOpen(request)) requireCredentials(request, keeping.sessions);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (keeping.isStopping()) reply.header('connection', 'close');
    done(null, payload);
  });
}

/** The route of the pages: every address that is no other route. */
export const pagesRoute = '/*';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asks for no credentials. A route that does not say so is shut. */
    isOpen?: boolean;
  }
}

/**
 * Asked of the route that was found, never of the address: that can be written in many ways which lead to one route. The
 * API has no pages, so whoever may not read it is not told either which of its addresses are none.
 */
function isOpen({ routeOptions, params }: FastifyRequest): boolean {
  if (routeOptions.url !== pagesRoute) return routeOptions.config.isOpen === true;
  return !/^\/*api(?:\/|$)/.test((params as { '*': string })['*']);
}

/** A foreign name that resolves to this machine (DNS rebinding) shows itself in `Host`. */
function requireOwnHost(request: FastifyRequest, port: number): void {
  const host = request.headers.host?.toLowerCase() ?? '';
  const own = ['127.0.0.1', 'localhost', '[::1]'];
  if (own.some((name) => host === `${name}:${port}` || (port === 80 && host === name))) return;
  throw new LedgerError('forbidden', `Tend answers to localhost:${port} and 127.0.0.1:${port}, not to other names.`);
}

/** Pages of other sites, and of other ports of this machine, may ask nothing. */
function requireOwnOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate' && request.method === 'GET';
  const isForeign = origin !== undefined && origin.toLowerCase() !== `http://${request.headers.host!.toLowerCase()}`;
  const isElsewhere = (site === 'cross-site' || site === 'same-site') && !isNavigation;
  if (isForeign || isElsewhere)
    throw new LedgerError('forbidden', 'Only the pages of this server may call it from a browser.');
}

function requireCredentials(request: FastifyRequest, sessions: Sessions): void {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined && sessions.isBearer(authorization)) return;
  if (cookie !== undefined && sessions.isIn(cookie)) return;
  throw new LedgerError('unauthorised', 'This needs a session or the token of the data directory.');
}
