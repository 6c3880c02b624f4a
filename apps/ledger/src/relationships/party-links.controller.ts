import { Body, Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LongWork } from '../bodies/long-work.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { LinkBody, LinkPartiesCommand, UnlinkBody, UnlinkPartiesCommand } from './link-commands.js';

/** Who is one with whom: said, and taken back, by events. */
@Controller('api/v1/commands')
export class PartyLinksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
  ) {}

  @Described({
    says: 'Say that two parties are one, in every answer from now on; both ids stay, and the link can be taken back',
    body: LinkBody,
    answer: { type: 'application/x-ndjson', is: 'Lines of {progress}, then {result: LinkAnswer} or {problem}' },
    refuses: [404, 415],
  })
  @Post('LinkParties')
  @HttpCode(200)
  link(
    @Body() body: LinkBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new LinkPartiesCommand(body, work)));
  }

  @Described({
    says: 'Take a link between two parties back',
    body: UnlinkBody,
    answer: { type: 'application/x-ndjson', is: 'Lines of {progress}, then {result: LinkAnswer} or {problem}' },
    refuses: [404, 415],
  })
  @Post('UnlinkParties')
  @HttpCode(200)
  unlink(
    @Body() { link }: UnlinkBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new UnlinkPartiesCommand(link, work)));
  }
}
