import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Id } from '#core/time.js';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type { MovementsAnswer, TeamsAnswer } from '#workspace/portfolio/portfolio-answers.js';
import { Described } from '../docs/described.js';
import { MomentParameters } from '../moment-parameters.js';
import { NoParameters } from '../no-parameters.js';
import { WhileAsked } from '../while-asked.js';
import {
  FindTeam,
  FindTeamParameters,
  ListTeams,
  MovementsParameters,
  OverviewParameters,
  ReadMovements,
  ReadOverview,
} from './portfolio-queries.js';

/** The portfolio as a whole, now or at a moment. */
@Controller('api/v1')
export class PortfolioController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'The transition matrix of a period: who moved from which phase to which, and why',
    query: MovementsParameters,
    answer: { type: 'application/json', is: 'MovementsAnswer' },
    refuses: [404, 503],
  })
  @Get('movements')
  movements(@Query() parameters: MovementsParameters, @WhileAsked() signal: AbortSignal): Promise<MovementsAnswer> {
    return this.queries.execute(new ReadMovements(parameters, { signal }));
  }

  @Described({
    says: 'Loyalty, risk, engagement, activities and needs in numbers, or those of `figures`, with the same quarter a year before',
    query: OverviewParameters,
    answer: { type: 'application/json', is: 'OverviewAnswer' },
    refuses: [404, 503],
  })
  @Get('overview')
  overview(@Query() parameters: OverviewParameters, @WhileAsked() signal: AbortSignal): Promise<OverviewAnswer> {
    return this.queries.execute(new ReadOverview(parameters, { signal }));
  }

  @Described({
    says: 'The teams of ours that own relationships, by name, now or at a moment',
    query: MomentParameters,
    answer: { type: 'application/json', is: 'TeamsAnswer' },
    refuses: [503],
  })
  @Get('teams')
  teams(@Query() moment: MomentParameters, @WhileAsked() signal: AbortSignal): Promise<TeamsAnswer> {
    return this.queries.execute(new ListTeams(moment, { signal }));
  }

  @Described({
    says: 'The id of a team that owns relationships at either end of a period, by whatever it is known by',
    body: FindTeamParameters,
    answer: { type: 'application/json', is: '{id}' },
    refuses: [404, 415, 503],
  })
  @Post('teams/find')
  @HttpCode(200)
  team(
    @Body() parameters: FindTeamParameters,
    @Query() _none: NoParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<{ id: Id }> {
    return this.queries.execute(new FindTeam(parameters, { signal }));
  }
}
