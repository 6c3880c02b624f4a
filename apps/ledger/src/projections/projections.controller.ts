import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProjectionsAnswer } from '#workspace/answers.js';
import type { BuildChange, BuildsAnswer, ChangeSubject } from '#workspace/builds/build-answers.js';
import { Described } from '../docs/described.js';
import { LongWork } from '../bodies/long-work.js';
import { given } from '../given.js';
import { NoParameters } from '../no-parameters.js';
import {
  AskWhatIf,
  ChangeBuild,
  DiffBuilds,
  ListBuilds,
  ListProjections,
  RebuildProjection,
} from './projection-messages.js';
import {
  BuildParameters,
  DiffParameters,
  KeyParameters,
  RebuildParameters,
  WhatIfBody,
} from './projection-parameters.js';

const lines = (result: string) => ({
  type: 'application/x-ndjson',
  is: `Lines of {progress}, then {result: ${result}} or {problem}`,
});

@Controller('api/v1/projections')
export class ProjectionsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
  ) {}

  @Described({
    says: 'The projections and how far they are',
    answer: { type: 'application/json', is: 'ProjectionsAnswer' },
  })
  @Get()
  list(@Query() _none: NoParameters): Promise<ProjectionsAnswer> {
    return this.queries.execute(new ListProjections());
  }

  @Described({
    says: 'All builds of a projection: the one that serves, the one kept to go back to, the one on its way or waiting',
    answer: { type: 'application/json', is: 'BuildsAnswer' },
    refuses: [404],
  })
  @Get(':name/builds')
  builds(@Param('name') name: string, @Query() _none: NoParameters): Promise<BuildsAnswer> {
    return this.queries.execute(new ListBuilds(name));
  }

  @Described({
    says: 'Fold a projection again from the first event, beside what serves',
    query: RebuildParameters,
    answer: lines('ProjectionRow'),
    refuses: [404, 409, 503],
  })
  @Post(':name/rebuild')
  @HttpCode(200)
  rebuild(
    @Param('name') name: string,
    @Query() { activate }: RebuildParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) =>
      this.commands.execute(new RebuildProjection(name, given({ activate }), work)),
    );
  }

  @Described({
    says: 'What differs between two builds: by default what waits from what serves, else what serves from what is kept',
    query: DiffParameters,
    answer: lines('DiffAnswer'),
    refuses: [404, 409],
  })
  @Post(':name/diff')
  @HttpCode(200)
  diff(
    @Param('name') name: string,
    @Query() { from, to, examples }: DiffParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) =>
      this.queries.execute(new DiffBuilds(name, given({ from, to, examples }), work)),
    );
  }

  @Described({
    says: 'What would differ with other parameters: all of history is replayed, and nothing of it is kept',
    body: WhatIfBody,
    answer: lines('WhatIfAnswer'),
    refuses: [404, 409, 415, 503],
  })
  @Post(':name/what-if')
  @HttpCode(200)
  whatIf(
    @Param('name') name: string,
    @Query() _none: NoParameters,
    @Body() { set, context, examples, flags }: WhatIfBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) =>
      this.queries.execute(new AskWhatIf(name, given({ set, context, examples, flags }), work)),
    );
  }

  @Described({
    says: 'Let a build serve: the one that is named, else the one that waits',
    query: BuildParameters,
    answer: lines('BuildsAnswer'),
    refuses: [404, 409],
  })
  @Post(':name/activate')
  @HttpCode(200)
  activate(
    @Param('name') name: string,
    @Query() { build }: BuildParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change('activate', name, request, reply, given({ build }));
  }

  @Described({
    says: 'Let the build serve again that did before',
    answer: lines('BuildsAnswer'),
    refuses: [404, 409],
  })
  @Post(':name/rollback')
  @HttpCode(200)
  rollback(
    @Param('name') name: string,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change('rollback', name, request, reply);
  }

  @Described({
    says: 'Give a build up that does not serve, and delete its files',
    query: BuildParameters,
    answer: lines('BuildsAnswer'),
    refuses: [404, 409],
  })
  @Post(':name/drop')
  @HttpCode(200)
  drop(
    @Param('name') name: string,
    @Query() { build }: BuildParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change('drop', name, request, reply, given({ build }));
  }

  @Described({
    says: 'Hold the build on its way',
    answer: lines('BuildsAnswer'),
    refuses: [404, 409],
  })
  @Post(':name/pause')
  @HttpCode(200)
  pause(
    @Param('name') name: string,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change('pause', name, request, reply);
  }

  @Described({
    says: 'Go on with a paused build until it is complete; or call again what did not come back',
    answer: lines('BuildsAnswer'),
    refuses: [404, 409],
  })
  @Post(':name/resume')
  @HttpCode(200)
  resume(
    @Param('name') name: string,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change('resume', name, request, reply);
  }

  @Described({
    says: 'Give the build on its way up',
    answer: lines('BuildsAnswer'),
    refuses: [404, 409],
  })
  @Post(':name/cancel')
  @HttpCode(200)
  cancel(
    @Param('name') name: string,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change('cancel', name, request, reply);
  }

  @Described({
    says: 'Let builds go on without an event at which they stand still: its key is set apart there, for every build',
    query: KeyParameters,
    answer: lines('BuildsAnswer'),
    refuses: [404, 409],
  })
  @Post(':name/quarantine')
  @HttpCode(200)
  quarantine(
    @Param('name') name: string,
    @Query() { key }: KeyParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change('quarantine', name, request, reply, { key });
  }

  @Described({
    says: 'Fold a key anew that is set apart',
    query: KeyParameters,
    answer: lines('BuildsAnswer'),
    refuses: [404, 409],
  })
  @Post(':name/release')
  @HttpCode(200)
  release(
    @Param('name') name: string,
    @Query() { key }: KeyParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change('release', name, request, reply, { key });
  }

  private change(
    change: BuildChange,
    name: string,
    request: FastifyRequest,
    reply: FastifyReply,
    subject: ChangeSubject = {},
  ): Promise<void> {
    return this.longWork.answer(request, reply, (work) =>
      this.commands.execute(new ChangeBuild(name, change, subject, work)),
    );
  }
}
