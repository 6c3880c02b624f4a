import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProjectionRow } from '#workspace/answers.js';
import { LongWork } from '../bodies/long-work.js';
import { NoParameters } from '../no-parameters.js';
import { ListProjections, RebuildProjection } from './projection-messages.js';

@Controller('api/v1/projections')
export class ProjectionsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
  ) {}

  @Get()
  list(@Query() _none: NoParameters): Promise<{ projections: readonly ProjectionRow[] }> {
    return this.queries.execute(new ListProjections());
  }

  @Post(':name/rebuild')
  rebuild(
    @Param('name') name: string,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new RebuildProjection(name, work)));
  }
}
