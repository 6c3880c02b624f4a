import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { SignalsAnswer } from '#workspace/signals/signal-answers.js';
import { Described } from '../docs/described.js';
import { WhileAsked } from '../while-asked.js';
import { ReadSignals, SignalParameters } from './signal-queries.js';

@Controller('api/v1')
export class SignalsController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'The inbox: signals that projections raise, the newest first, now or at a moment; or those that have ended',
    query: SignalParameters,
    answer: { type: 'application/json', is: 'SignalsAnswer' },
    refuses: [404, 410, 503],
  })
  @Get('signals')
  list(@Query() parameters: SignalParameters, @WhileAsked() signal: AbortSignal): Promise<SignalsAnswer> {
    return this.queries.execute(new ReadSignals(parameters, { signal }));
  }
}
