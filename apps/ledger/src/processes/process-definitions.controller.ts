import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DefinitionsAnswer } from '#workspace/processes/definitions/definition-answers.js';
import { LongWork } from '../bodies/long-work.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { DefineProcess, DefineProcessBody, ListDefinitions } from './definition-messages.js';

/** What processes are meant to be: listed, changed and taken back. */
@Controller('api/v1')
export class ProcessDefinitionsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
  ) {}

  @Described({
    says: 'The definitions of a process that were published, the latest to hold first, each with what it changed',
    query: NoParameters,
    answer: { type: 'application/json', is: 'DefinitionsAnswer' },
    refuses: [404, 503],
  })
  @Get('processes/:name/definitions')
  list(@Param('name') name: string, @Query() _none: NoParameters): Promise<DefinitionsAnswer> {
    return this.queries.execute(new ListDefinitions(name));
  }

  @Described({
    says: 'Change what a process is meant to be, or go back to a former version; with dryRun only say what would be published',
    body: DefineProcessBody,
    answer: { type: 'application/x-ndjson', is: 'Lines of {progress}, then {result: DefinedAnswer} or {problem}' },
    refuses: [413, 415],
  })
  @Post('commands/DefineProcess')
  @HttpCode(200)
  define(
    @Body() body: DefineProcessBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new DefineProcess(body, work)));
  }
}
