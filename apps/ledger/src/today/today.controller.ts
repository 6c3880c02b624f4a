import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Id } from '#core/time.js';
import type { TodayAnswer } from '#workspace/today/today-answers.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { WhileAsked } from '../while-asked.js';
import { FindOwner, FindOwnerParameters, ReadToday, TodayParameters } from './today-query.js';

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

  @Described({
    says: 'The id of an owner of relationships, by whatever they are known by',
    body: FindOwnerParameters,
    answer: { type: 'application/json', is: '{id}' },
    refuses: [404, 415, 503],
  })
  @Post('today/owners/find')
  @HttpCode(200)
  owner(
    @Body() parameters: FindOwnerParameters,
    @Query() _none: NoParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<{ id: Id }> {
    return this.queries.execute(new FindOwner(parameters, { signal }));
  }
}
