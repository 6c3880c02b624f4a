import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { ProcessAnswer, ProcessesAnswer } from '#workspace/processes/process-answers.js';
import { Described } from '../docs/described.js';
import { WhileAsked } from '../while-asked.js';
import {
  DrawProcess,
  ListProcesses,
  MapParameters,
  ProcessesParameters,
  ProcessParameters,
  ReadProcess,
} from './process-queries.js';

@Controller('api/v1/processes')
export class ProcessesController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'The processes seen',
    query: ProcessesParameters,
    answer: { type: 'application/json', is: 'ProcessesAnswer' },
    refuses: [503],
  })
  @Get()
  list(@Query() parameters: ProcessesParameters, @WhileAsked() signal: AbortSignal): Promise<ProcessesAnswer> {
    return this.queries.execute(new ListProcesses(parameters, { signal }));
  }

  @Described({
    says: 'One process',
    query: ProcessParameters,
    answer: { type: 'application/json', is: 'ProcessAnswer' },
    refuses: [404, 503],
  })
  @Get(':name')
  one(
    @Param('name') name: string,
    @Query() parameters: ProcessParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<ProcessAnswer> {
    return this.queries.execute(new ReadProcess(name, parameters, { signal }));
  }

  @Described({
    says: 'Its map, the strongest flows first',
    query: MapParameters,
    answer: { type: 'image/svg+xml', is: 'A drawing' },
    refuses: [404, 503],
  })
  @Get(':name/map.svg')
  @Header('content-type', 'image/svg+xml; charset=utf-8')
  map(
    @Param('name') name: string,
    @Query() parameters: MapParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<string> {
    return this.queries.execute(new DrawProcess(name, parameters, { signal }));
  }
}
