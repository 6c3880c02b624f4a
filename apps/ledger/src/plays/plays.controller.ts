import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PlayAction } from '#domain/commands/work-on-plays.js';
import type { PlayEffectsAnswer, PlaysAnswer } from '#workspace/plays/play-answers.js';
import { LongWork } from '../bodies/long-work.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { WhileAsked } from '../while-asked.js';
import {
  AnswerPlay,
  DeclinePlayBody,
  DonePlayBody,
  ListPlays,
  PlayBody,
  PlayEffectParameters,
  PlaysParameters,
  ReadPlayEffects,
} from './play-messages.js';

const answer = {
  type: 'application/x-ndjson',
  is: 'Lines of {progress}, then {result: PlayCommandAnswer} or {problem}',
} as const;

/** What is recommended to whom, what people make of it, and what it did. */
@Controller('api/v1')
export class PlaysController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
  ) {}

  @Described({
    says: 'Plays that are recommended for relationships, with what was answered; never whom one is held out from',
    query: PlaysParameters,
    answer: { type: 'application/json', is: 'PlaysAnswer' },
    refuses: [404, 503],
  })
  @Get('plays')
  list(@Query() parameters: PlaysParameters, @WhileAsked() signal: AbortSignal): Promise<PlaysAnswer> {
    return this.queries.execute(new ListPlays(parameters, { signal }));
  }

  @Described({
    says: 'What each version of each play did: everyone to whom it was recommended against everyone held out',
    query: PlayEffectParameters,
    answer: { type: 'application/json', is: 'PlayEffectsAnswer' },
    refuses: [404, 503],
  })
  @Get('plays/effect')
  effects(@Query() parameters: PlayEffectParameters, @WhileAsked() signal: AbortSignal): Promise<PlayEffectsAnswer> {
    return this.queries.execute(new ReadPlayEffects(parameters, { signal }));
  }

  @Described({ says: 'Take a recommended play on', body: PlayBody, answer, refuses: [404, 415] })
  @Post('commands/AcceptPlay')
  @HttpCode(200)
  accept(
    @Body() body: PlayBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('accept', body, request, reply);
  }

  @Described({ says: 'Turn a recommended play down, and why', body: DeclinePlayBody, answer, refuses: [404, 415] })
  @Post('commands/DeclinePlay')
  @HttpCode(200)
  decline(
    @Body() body: DeclinePlayBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('decline', body, request, reply);
  }

  @Described({ says: 'Say that a play was carried out', body: DonePlayBody, answer, refuses: [404, 415] })
  @Post('commands/DonePlay')
  @HttpCode(200)
  done(
    @Body() body: DonePlayBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('done', body, request, reply);
  }

  private act(action: PlayAction, body: PlayBody, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new AnswerPlay(action, body, work)));
  }
}
