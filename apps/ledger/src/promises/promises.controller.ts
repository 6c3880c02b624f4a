import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { PromisesAnswer } from '#workspace/relationships/promise-answers.js';
import { Described } from '../docs/described.js';
import { WhileAsked } from '../while-asked.js';
import { ListPromises, PromiseParameters } from './promise-queries.js';

@Controller('api/v1')
export class PromisesController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'Promises made, kept, broken, unconfirmed and due, the oldest due first, with their rate, now or at a moment',
    query: PromiseParameters,
    answer: { type: 'application/json', is: 'PromisesAnswer' },
    refuses: [404, 410, 503],
  })
  @Get('promises')
  list(@Query() parameters: PromiseParameters, @WhileAsked() signal: AbortSignal): Promise<PromisesAnswer> {
    return this.queries.execute(new ListPromises(parameters, { signal }));
  }
}
