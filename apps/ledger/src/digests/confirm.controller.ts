import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { BodyKind } from '../bodies/bodies.js';
import { Described } from '../docs/described.js';
import { statusOfKind } from '../problems/problem.js';
import { askPage, confirmHeaders, donePage, refusedPage, undonePage } from './confirm-page.js';
import { ActByLink, LookAtLink } from './digest-messages.js';

export class ConfirmParameters {
  /** Take back what the link said. */
  @IsOptional()
  @IsIn(['1'])
  undo?: '1';

  /** Why it is declined, as a code. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  reason?: string;
}

/** What the page behind the button says: it was said, or taken back. Whatever else mail programs add is not looked at. */
const pages = { said: donePage, undone: undonePage };

/**
 * The links of digests. Opening one says nothing: scanners of mail and previews open what they find. Its page asks, and
 * the button says it. Whoever has the link may say this one thing, so that no session is asked for.
 */
@Controller('confirm')
export class ConfirmController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
  ) {}

  @Described({
    says: 'The page of a link in a digest: it asks whether to say what the link says',
    answer: { type: 'text/html', is: 'A page with a button' },
    refuses: [404, 410],
    isOpen: true,
  })
  @Get(':token')
  async look(@Param('token') token: string, @Query('page') page: unknown, @Res() reply: FastifyReply): Promise<void> {
    const pageOf = page === 'said' || page === 'undone' ? pages[page] : askPage;
    await orRefuse(reply, async () => {
      const html = pageOf(await this.queries.execute(new LookAtLink(token)));
      void reply.headers(confirmHeaders).send(html);
    });
  }

  // Of a form without fields nothing comes that is to be read. Above what describes it, which would take its place.
  @RouteConfig({ body: 'stream' satisfies BodyKind, isOpen: true })
  @Described({
    says: 'Say what a link in a digest says, or take it back',
    query: ConfirmParameters,
    answer: { status: 303, type: 'text/html', is: 'A page that says what was recorded' },
    refuses: [404, 410],
    isOpen: true,
  })
  @Post(':token')
  async act(
    @Param('token') token: string,
    @Query() { undo, reason }: ConfirmParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const how = { undo: undo === '1', ...(reason === undefined ? {} : { reason }) };
    await orRefuse(reply, async () => {
      await this.commands.execute(new ActByLink(token, how));
      // Elsewhere, so that whoever loads the page once more says nothing once more.
      void reply.redirect(`/confirm/${encodeURIComponent(token)}?page=${how.undo ? 'undone' : 'said'}`, 303);
    });
  }
}

/** Whoever stands before a page is told what is wrong as a page. */
async function orRefuse(reply: FastifyReply, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    void reply.status(statusOfKind[error.kind]).headers(confirmHeaders).send(refusedPage(error.message, error.hint));
  }
}
