import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Described } from '../docs/described.js';
import { Sessions } from './sessions.js';

/** The link that the server prints: it works once and makes a session. */
@Controller('open')
export class OpenController {
  readonly #sessions: Sessions;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  @Described({
    says: 'Open the pages by the link that the server prints',
    answer: { status: 303, type: 'text/html', is: 'A session, and the pages' },
    isOpen: true,
  })
  @Get(':token')
  open(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    // Whoever only looks whether the address is one (a preview, a scanner) does not use it up.
    if (request.method === 'HEAD') {
      void reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send();
      return;
    }
    const session = this.#sessions.open(token);
    void reply.header('cache-control', 'no-store');
    if (session === undefined) {
      void reply.status(401).type('text/html; charset=utf-8').send(usedLinkPage);
      return;
    }
    const cookie = `${this.#sessions.cookieName}=${session.cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${session.maxAgeSec}`;
    void reply.header('set-cookie', cookie).redirect('/', 303);
  }
}

const usedLinkPage = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Tend: this link is used up</title></head>
  <body>
    <h1>This link is used up</h1>
    <p>A link to open works once. If this browser has opened one before, <a href="/">the pages</a> may still be open to it.
    Otherwise run <code>npm start</code> again: it prints a new link, and the server goes on as it is.</p>
  </body>
</html>
`;
