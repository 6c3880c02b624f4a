import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { ProcessAnswer, ProcessesAnswer } from '#workspace/answers.js';
import { NoParameters } from '../no-parameters.js';
import { DrawProcess, ListProcesses, MapParameters, ProcessParameters, ReadProcess } from './process-queries.js';

@Controller('api/v1/processes')
export class ProcessesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  list(@Query() _none: NoParameters): Promise<ProcessesAnswer> {
    return this.queries.execute(new ListProcesses());
  }

  @Get(':name')
  one(@Param('name') name: string, @Query() { variants }: ProcessParameters): Promise<ProcessAnswer> {
    return this.queries.execute(new ReadProcess(name, variants));
  }

  @Get(':name/map.svg')
  @Header('content-type', 'image/svg+xml; charset=utf-8')
  map(@Param('name') name: string, @Query() parameters: MapParameters): Promise<string> {
    return this.queries.execute(new DrawProcess(name, parameters));
  }
}
