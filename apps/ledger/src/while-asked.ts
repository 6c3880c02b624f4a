import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LedgerError } from '#core/errors.js';

/** Ends when nobody waits for the answer any more: the client has gone away, or the server has closed its connection. */
export const WhileAsked = createParamDecorator((_none: unknown, context: ExecutionContext): AbortSignal => {
  const { raw } = context.switchToHttp().getResponse<FastifyReply>();
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(new LedgerError('cancelled', 'Nobody waits for the answer any more.'));
  });
  return gone.signal;
});
