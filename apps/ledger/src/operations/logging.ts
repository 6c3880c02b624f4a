import type { FastifyInstance } from 'fastify';
import { Logger as NestPinoLogger, PinoLogger } from 'nestjs-pino';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Metrics } from './metrics.js';

/** JSON lines for machines. Never a body, a query or an address: names and identifiers of people stand in them. */
export function makeLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return destination === undefined
    ? pino(options, pino.destination({ dest: 2, sync: true }))
    : pino(options, destination);
}

/** The framework's own messages go the same way; what it tells of its start is for who looks into it. */
export function frameworkLogger(log: Logger): NestPinoLogger {
  const quieter = log.child({}, { level: log.isLevelEnabled('debug') ? log.level : 'warn' });
  return new NestPinoLogger(new PinoLogger({ pinoHttp: { logger: quieter } }), {});
}

/** Counts and logs every request by the pattern of its route, which holds no value of a parameter. */
export function observeRequests(fastify: FastifyInstance, log: Logger, metrics: Metrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    const { method, id } = request;
    metrics.answered(method, route, reply.statusCode, reply.elapsedTime / 1000);
    if (log.isLevelEnabled('info'))
      log.info({ request: id, method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
    done();
  });
}
