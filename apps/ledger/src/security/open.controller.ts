import { createHash } from 'node:crypto';
import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { BodyKind } from '../bodies/bodies.js';
import { Described } from '../docs/described.js';
import { Sessions } from './sessions.js';

/**
 * The link that the server prints: it works once and makes a session. What it leads to is a page that asks for the
 * session by itself, because whoever only looks at an address (a preview in a chat, a scanner of mail) gets it too, and
 * must not use the link up.
 */
@Controller('open')
export class OpenController {
  readonly #sessions: Sessions;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  @Described({
    says: 'The page that opens the others, by the link that the server prints',
    answer: { type: 'text/html', is: 'A page that asks for the session' },
    isOpen: true,
  })
  @Get(':token')
  look(@Param('token') token: string, @Res() reply: FastifyReply): void {
    if (this.#sessions.isLink(token)) void reply.headers(openingPageHeaders).send(openingPage);
    else refuse(reply);
  }

  // Of a form without fields nothing comes that is to be read. Above what describes it, which would take its place.
  @RouteConfig({ body: 'stream' satisfies BodyKind, isOpen: true })
  @Described({
    says: 'Open the pages: uses the link up',
    answer: { status: 303, type: 'text/html', is: 'A session, and the pages' },
    isOpen: true,
  })
  @Post(':token')
  open(@Param('token') token: string, @Res() reply: FastifyReply): void {
    const session = this.#sessions.open(token);
    if (session === undefined) return refuse(reply);
    const cookie = `${this.#sessions.cookieName}=${session.cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${session.maxAgeSec}`;
    void reply.header('set-cookie', cookie).redirect('/', 303);
  }
}

function refuse(reply: FastifyReply): void {
  void reply.status(401).type('text/html; charset=utf-8').send(usedLinkPage);
}

const openingScript = 'document.forms[0].submit();';

const openingPage = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Tend</title></head>
  <body>
    <form method="post"><button>Open Tend</button></form>
    <script>${openingScript}</script>
  </body>
</html>
`;

const openingPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; script-src 'sha256-${createHash('sha256').update(openingScript).digest('base64')}'; ` +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // With none at all the browser would not say that the form is ours.
  'referrer-policy': 'same-origin',
};

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
