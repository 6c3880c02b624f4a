import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProjectionRow } from '#workspace/answers.js';
import { Described } from '../docs/described.js';
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

  @Described({
    says: 'The projections and how far they are',
    answer: { type: 'application/json', is: '{projections: ProjectionRow[]}' },
  })
  @Get()
  list(@Query() _none: NoParameters): Promise<{ projections: readonly ProjectionRow[] }> {
    return this.queries.execute(new ListProjections());
  }

  @Described({
    says: 'Fold a projection again from the first event',
    answer: { type: 'application/x-ndjson', is: 'Lines of {progress}, then {result: ProjectionRow} or {problem}' },
    refuses: [404],
  })
  @Post(':name/rebuild')
  @HttpCode(200)
  rebuild(
    @Param('name') name: string,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new RebuildProjection(name, work)));
  }
}
