import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { limits } from '#core/limits.js';
import { LOG } from '../tokens.js';
import { isDefect, problemOf, problemType } from './problem.js';

/** Every error of every route, the framework's own included, leaves as problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log: Logger;

  constructor(@Inject(LOG) log: Logger) {
    this.#log = log;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    this.answer(error, host.switchToHttp().getResponse<FastifyReply>());
  }

  answer(error: unknown, reply: FastifyReply): void {
    if (isDefect(error)) this.#log.error({ err: error }, 'A request failed');
    if (reply.sent) return;
    const problem = problemOf(error);
    if (problem.code === 'busy') void reply.header('retry-after', limits.retryAfterSec);
    void reply
      .status(problem.status)
      .header('content-type', problemType)
      .send(Buffer.from(JSON.stringify(problem)));
  }
}
