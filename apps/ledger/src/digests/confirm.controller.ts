import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { BodyKind } from '../bodies/bodies.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
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
  async look(@Param('token') token: string, @Query() _none: NoParameters, @Res() reply: FastifyReply): Promise<void> {
    await answer(reply, async () => askPage(await this.queries.execute(new LookAtLink(token))));
  }

  // Of a form without fields nothing comes that is to be read. Above what describes it, which would take its place.
  @RouteConfig({ body: 'stream' satisfies BodyKind, isOpen: true })
  @Described({
    says: 'Say what a link in a digest says, or take it back',
    query: ConfirmParameters,
    answer: { type: 'text/html', is: 'A page that says what was recorded' },
    refuses: [404, 410],
    isOpen: true,
  })
  @Post(':token')
  @HttpCode(200)
  async act(
    @Param('token') token: string,
    @Query() { undo, reason }: ConfirmParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const how = { undo: undo === '1', ...(reason === undefined ? {} : { reason }) };
    await answer(reply, async () => {
      const link = await this.commands.execute(new ActByLink(token, how));
      return how.undo ? undonePage(link) : donePage(link);
    });
  }
}

/** Whoever stands before a page is told what is wrong as a page. */
async function answer(reply: FastifyReply, make: () => Promise<string>): Promise<void> {
  try {
    const html = await make();
    void reply.headers(confirmHeaders).send(html);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    void reply.status(statusOfKind[error.kind]).headers(confirmHeaders).send(refusedPage(error.message, error.hint));
  }
}
