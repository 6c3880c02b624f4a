import { Body, Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignalAction } from '#domain/commands/work-on-signals.js';
import { LongWork } from '../bodies/long-work.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { ResolveBody, SignalsBody, SnoozeBody, WorkOnSignals } from './signal-commands.js';

const answer = {
  type: 'application/x-ndjson',
  is: 'Lines of {progress}, then {result: SignalCommandAnswer} or {problem}',
} as const;

/** What people do about signals: said by events, and taken back by events. */
@Controller('api/v1/commands')
export class SignalCommandsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
  ) {}

  @Described({ says: 'Say that somebody has taken signals on', body: SignalsBody, answer, refuses: [404, 415] })
  @Post('AcknowledgeSignal')
  @HttpCode(200)
  acknowledge(
    @Body() body: SignalsBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('acknowledge', body, request, reply);
  }

  @Described({ says: 'Put signals off; each comes back by itself', body: SnoozeBody, answer, refuses: [404, 415] })
  @Post('SnoozeSignal')
  @HttpCode(200)
  snooze(
    @Body() body: SnoozeBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('snooze', body, request, reply);
  }

  @Described({
    says: 'Say that signals are dealt with, and what came of it',
    body: ResolveBody,
    answer,
    refuses: [404, 415],
  })
  @Post('ResolveSignal')
  @HttpCode(200)
  resolve(
    @Body() body: ResolveBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('resolve', body, request, reply);
  }

  @Described({
    says: 'Take back what was said of signals last: resolved, else snoozed, else acknowledged',
    body: SignalsBody,
    answer,
    refuses: [404, 415],
  })
  @Post('ReopenSignal')
  @HttpCode(200)
  reopen(
    @Body() body: SignalsBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('reopen', body, request, reply);
  }

  private act(action: SignalAction, body: SignalsBody, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new WorkOnSignals(action, body, work)));
  }
}
