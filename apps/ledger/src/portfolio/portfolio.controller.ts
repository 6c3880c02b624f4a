import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type { MovementsAnswer } from '#workspace/portfolio/portfolio-answers.js';
import { Described } from '../docs/described.js';
import { MomentParameters } from '../moment-parameters.js';
import { WhileAsked } from '../while-asked.js';
import { MovementsParameters, ReadMovements, ReadOverview } from './portfolio-queries.js';

/** The portfolio as a whole, now or at a moment. */
@Controller('api/v1')
export class PortfolioController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'The transition matrix of a period: who moved from which phase to which, and why',
    query: MovementsParameters,
    answer: { type: 'application/json', is: 'MovementsAnswer' },
    refuses: [503],
  })
  @Get('movements')
  movements(@Query() parameters: MovementsParameters, @WhileAsked() signal: AbortSignal): Promise<MovementsAnswer> {
    return this.queries.execute(new ReadMovements(parameters, { signal }));
  }

  @Described({
    says: 'Loyalty, risk, engagement, activities and needs in numbers, with the same quarter a year before',
    query: MomentParameters,
    answer: { type: 'application/json', is: 'OverviewAnswer' },
    refuses: [503],
  })
  @Get('overview')
  overview(@Query() moment: MomentParameters, @WhileAsked() signal: AbortSignal): Promise<OverviewAnswer> {
    return this.queries.execute(new ReadOverview(moment, { signal }));
  }
}
