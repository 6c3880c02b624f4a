import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { TodayAnswer } from '#workspace/today/today-answers.js';
import { Described } from '../docs/described.js';
import { WhileAsked } from '../while-asked.js';
import { ReadToday, TodayParameters } from './today-query.js';

@Controller('api/v1')
export class TodayController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'At most ten things to do, the first first, with reasons; the others counted; now or at a moment',
    query: TodayParameters,
    answer: { type: 'application/json', is: 'TodayAnswer' },
    refuses: [404, 503],
  })
  @Get('today')
  today(@Query() parameters: TodayParameters, @WhileAsked() signal: AbortSignal): Promise<TodayAnswer> {
    return this.queries.execute(new ReadToday(parameters, { signal }));
  }
}
