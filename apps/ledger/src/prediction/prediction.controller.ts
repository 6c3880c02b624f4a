import { Body, Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LongWork } from '../bodies/long-work.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { BackTestBody, FitRules, FitRulesBody, RunBackTest } from './prediction-messages.js';

/** What measures say of the time to come, and whether that is worth anything. */
@Controller('api/v1')
export class PredictionController {
  constructor(
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
  ) {}

  @Described({
    says: 'What each measure would have said at days of the past about who leaves, against what happened; nothing is kept',
    body: BackTestBody,
    answer: { type: 'application/x-ndjson', is: 'Lines of {progress}, then {result: BackTestAnswer} or {problem}' },
    refuses: [413, 415, 503],
  })
  @Post('backtest')
  @HttpCode(200)
  backtest(
    @Body() body: BackTestBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new RunBackTest(body, work)));
  }

  @Described({
    says: 'Fit the rhythm or the season of each segment on what was recorded by a moment; nothing is published unless asked for',
    body: FitRulesBody,
    answer: { type: 'application/x-ndjson', is: 'Lines of {progress}, then {result: FitAnswer} or {problem}' },
    refuses: [413, 415],
  })
  @Post('commands/FitRules')
  @HttpCode(200)
  fitRules(
    @Body() body: FitRulesBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new FitRules(body, work)));
  }
}
