import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { StatusAnswer } from '#workspace/answers.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { ReadStatus } from './status-query.js';

@Controller('api/v1/status')
export class StatusController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'Version, head of the ledger, whether it is empty',
    answer: { type: 'application/json', is: 'StatusAnswer' },
  })
  @Get()
  status(@Query() _none: NoParameters): Promise<StatusAnswer> {
    return this.queries.execute(new ReadStatus());
  }
}
