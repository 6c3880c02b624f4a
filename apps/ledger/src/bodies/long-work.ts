import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { LedgerError } from '#core/errors.js';
import type { ImportWork } from '#workspace/tend.js';
import { LiveFeed } from '../live/live-feed.js';
import { isDefect } from '../problems/problem.js';
import { LOG } from '../tokens.js';
import { WorkAnswer } from './work-answer.js';

/** The long work that goes on: all of it is told to the live pages, and stopped when the server stops. */
@Injectable()
export class LongWork {
  readonly #stopping = new AbortController();

  constructor(
    private readonly live: LiveFeed,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Answers a request with the lines of its work. */
  async answer<Result>(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (work: ImportWork & { signal: AbortSignal }) => Promise<Result>,
  ): Promise<void> {
    const answer = new WorkAnswer(request, reply, this.#stopping.signal, {
      progress: this.live.progress,
      failure: (error) => {
        if (isDefect(error)) this.log.error({ err: error }, 'Long work failed');
      },
    });
    await answer.finish(() => work({ signal: answer.signal, progress: answer.progress, reject: answer.reject }));
  }

  /** Cancels what goes on: each piece of work leaves everything consistent and can be run again. */
  stop(): void {
    this.#stopping.abort(new LedgerError('unavailable', 'The server is stopping.'));
  }
}
