import type { FastifyInstance } from 'fastify';
import { LedgerError } from '#core/errors.js';
import type { Role } from '#workspace/nodes/node-settings.js';

/** Questions whose parameters do not fit into an address. */
const asked: ReadonlySet<string> = new Set([
  '/api/v1/backtest',
  '/api/v1/handover',
  '/api/v1/mappings/propose',
  '/api/v1/projections/:name/diff',
  '/api/v1/projections/:name/what-if',
  '/api/v1/relationships/find',
  '/api/v1/teams/find',
  '/api/v1/today/owners/find',
]);

/** What whoever operates a node must be told, whatever it does; and who opens a session. */
const always: ReadonlySet<string> = new Set([
  '/api/v1/links',
  '/api/v1/live',
  '/api/v1/projections',
  '/api/v1/projections/:name/builds',
  '/api/v1/status',
]);

/** Which role a route needs; undefined: none. @param route as the router has it, not as it was asked for */
export function roleOf(method: string, route: string): Role | undefined {
  const isApi = route.startsWith('/api/') || route.startsWith('/confirm/');
  if (!isApi || always.has(route)) return undefined;
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) || asked.has(route) ? 'queries' : 'commands';
}

/** Refuses what other nodes are for; stands behind the gate, so that whoever may not ask does not learn it. */
export function keepRoles(fastify: FastifyInstance, roles: ReadonlySet<Role>): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const role = request.is404 ? undefined : roleOf(request.method, request.routeOptions.url ?? '');
    if (role === undefined || roles.has(role)) return done();
    const what = role === 'commands' ? 'records nothing' : 'answers no questions';
    done(new LedgerError('misdirected', `This node ${what}: it does not have the role ${role}.`));
  });
}
