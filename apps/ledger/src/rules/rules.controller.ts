import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RulesAnswer } from '#workspace/rules/rule-answers.js';
import { LongWork } from '../bodies/long-work.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { ListRules, PublishRules, PublishRulesBody, RulesParameters } from './rule-messages.js';

/** What folds read beside the touchpoints: listed as of any moment, and published by events. */
@Controller('api/v1')
export class RulesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
  ) {}

  @Described({
    says: 'The published rules that hold, and those to come; and what can be published',
    query: RulesParameters,
    answer: { type: 'application/json', is: 'RulesAnswer' },
  })
  @Get('rules')
  list(@Query() parameters: RulesParameters): Promise<RulesAnswer> {
    return this.queries.execute(new ListRules(parameters));
  }

  @Described({
    says: 'Publish rules: rhythms, phase rules, calendars … What holds for the past is built beside',
    body: PublishRulesBody,
    answer: { type: 'application/x-ndjson', is: 'Lines of {progress}, then {result: PublishedAnswer} or {problem}' },
    refuses: [413, 415],
  })
  @Post('commands/PublishRules')
  @HttpCode(200)
  publish(
    @Body() body: PublishRulesBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new PublishRules(body, work)));
  }
}
