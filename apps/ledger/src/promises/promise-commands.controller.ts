import { Body, Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PromiseAction } from '#domain/commands/work-on-promises.js';
import { LongWork } from '../bodies/long-work.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { KeepBody, NotKeptBody, PromisesBody, RenegotiateBody, WorkOnPromises } from './promise-commands.js';

const answer = {
  type: 'application/x-ndjson',
  is: 'Lines of {progress}, then {result: PromiseCommandAnswer} or {problem}',
} as const;

/** What people say became of promises: said by events, and taken back by events. */
@Controller('api/v1/commands')
export class PromiseCommandsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
  ) {}

  @Described({
    says: 'Say that promises were kept, on our own word or the customer’s',
    body: KeepBody,
    answer,
    refuses: [404, 415],
  })
  @Post('KeepPromises')
  @HttpCode(200)
  keep(
    @Body() body: KeepBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('keep', body, request, reply);
  }

  @Described({
    says: 'Say that promises were not kept by their due time, on our own word or the customer’s',
    body: NotKeptBody,
    answer,
    refuses: [404, 415],
  })
  @Post('NotKeptPromises')
  @HttpCode(200)
  notKept(
    @Body() body: NotKeptBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('not-kept', body, request, reply);
  }

  @Described({
    says: 'Say that another due time was agreed for promises, before they are due',
    body: RenegotiateBody,
    answer,
    refuses: [404, 415],
  })
  @Post('RenegotiatePromises')
  @HttpCode(200)
  renegotiate(
    @Body() body: RenegotiateBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('renegotiate', body, request, reply);
  }

  @Described({
    says: 'Take back what was said of promises last: kept, else not kept, else renegotiated',
    body: PromisesBody,
    answer,
    refuses: [404, 415],
  })
  @Post('UndoPromises')
  @HttpCode(200)
  undo(
    @Body() body: PromisesBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.act('undo', body, request, reply);
  }

  private act(action: PromiseAction, body: PromisesBody, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.longWork.answer(request, reply, (work) =>
      this.commands.execute(new WorkOnPromises(action, body, work)),
    );
  }
}
