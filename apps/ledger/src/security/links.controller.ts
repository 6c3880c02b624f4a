import { Controller, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LedgerError } from '#core/errors.js';
import { Described } from '../docs/described.js';
import { Sessions } from './sessions.js';

/** A fresh link for who starts the server a second time, or has used the first link up. */
@Controller('api/v1/links')
export class LinksController {
  readonly #sessions: Sessions;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  /** Only for the token of the data directory: a session that made links would never end. */
  @Described({
    says: 'Make a link that opens the pages once; only with the token of the data directory',
    answer: { status: 201, type: 'application/json', is: '{link}: it works once, within a day' },
  })
  @Post()
  make(@Req() { headers }: FastifyRequest): { readonly link: string } {
    if (headers.authorization === undefined || !this.#sessions.isBearer(headers.authorization))
      throw new LedgerError('forbidden', 'Links are made for the token of the data directory, not for a session.');
    // Our own name, as the gate has seen to.
    return { link: `http://${headers.host}/open/${this.#sessions.issueLink()}` };
  }
}
