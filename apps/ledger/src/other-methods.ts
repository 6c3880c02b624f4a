import { MethodNotAllowedException, NotFoundException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isOurs } from './pages/pages.js';
import { pagesRoute } from './security/gate.js';

interface KnownRoute {
  readonly method: string;
  readonly segments: readonly string[];
}

/**
 * What no route takes: 405 with the methods that an address has, 404 where there is nothing. Stands behind the gate, so
 * that whoever may not ask learns neither, and before the routes, of which it knows all that are added after it.
 */
export function refuseOtherMethods(fastify: FastifyInstance): void {
  const routes: KnownRoute[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, segments: url.split('/') });
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const { is404, routeOptions } = request;
    // Nearly every request: the router has found a route of its own.
    if (!is404 && routeOptions.url !== pagesRoute) return done();
    const segments = segmentsOf(request);
    // Pages have no list of their addresses.
    if (!is404 && !isOurs(segments.join('/'))) return done();
    const methods = methodsAt(segments, routes);
    // With the method that it has, an address is none when a value in it is longer than any.
    if (methods.length === 0 || methods.includes(request.method)) {
      return done(new NotFoundException('There is nothing at this address.'));
    }
    const allowed = methods.join(', ');
    void reply.header('allow', allowed);
    done(new MethodNotAllowedException(`This address takes ${allowed}, not ${request.method}.`));
  });
}

function methodsAt(segments: readonly string[], routes: readonly KnownRoute[]): string[] {
  const isPage = !isOurs(segments.join('/'));
  const found = routes.filter((route) => (isPage ? isPages(route) : !isPages(route) && isAt(route, segments)));
  return [...new Set(found.map(({ method }) => method))].sort();
}

function isPages({ segments }: KnownRoute): boolean {
  return segments.join('/') === pagesRoute;
}

function isAt(route: KnownRoute, segments: readonly string[]): boolean {
  if (route.segments.length !== segments.length) return false;
  return route.segments.every((text, at) => (text.startsWith(':') ? segments[at] !== '' : text === segments[at]));
}

/** As the router reads it: cut first, decoded then. It has refused before what cannot be decoded. */
function segmentsOf({ url }: FastifyRequest): string[] {
  return url.split(/[?#]/)[0]!.split('/').map(decodeURIComponent);
}
