import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { StatusAnswer } from '#workspace/answers.js';
import { NoParameters } from '../no-parameters.js';
import { ReadStatus } from './status-query.js';

@Controller('api/v1/status')
export class StatusController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  status(@Query() _none: NoParameters): Promise<StatusAnswer> {
    return this.queries.execute(new ReadStatus());
  }
}
