import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import { movementGroups, type MovementsAnswer, type MovementsQuery } from '#workspace/portfolio/portfolio-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { MomentParameters } from '../moment-parameters.js';
import { IsPageLimit } from '../page-parameters.js';
import { TEND } from '../tokens.js';

const timeChars = 64;

/** A period, by its two ends: ISO 8601, a date (its end), or `-30d`. */
export class MovementsParameters {
  /** 7 days before its end unless told. */
  @IsOptional()
  @IsString()
  @Length(1, timeChars)
  from?: string;

  /** Now unless told. */
  @IsOptional()
  @IsString()
  @Length(1, timeChars)
  to?: string;

  /** What was known by then, at both ends; without `to` it is the end too. */
  @IsOptional()
  @IsString()
  @Length(1, timeChars)
  knownBy?: string;

  @IsOptional()
  @IsIn(movementGroups)
  by?: NonNullable<MovementsQuery['by']>;

  @IsPageLimit()
  limit?: number;
}

export class ReadMovements extends Query<MovementsAnswer> {
  constructor(
    readonly parameters: MovementsParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class ReadOverview extends Query<OverviewAnswer> {
  constructor(
    readonly moment: MomentParameters,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ReadMovements)
export class ReadMovementsHandler implements IQueryHandler<ReadMovements> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ parameters: { from, to, knownBy, by, limit }, work }: ReadMovements): Promise<MovementsAnswer> {
    return this.tend.portfolio.movements(given({ from, to, knownBy, by, limit }), work);
  }
}

@QueryHandler(ReadOverview)
export class ReadOverviewHandler implements IQueryHandler<ReadOverview> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ moment: { asOf, knownBy }, work }: ReadOverview): Promise<OverviewAnswer> {
    return this.tend.portfolio.overview(given({ asOf, knownBy }), work);
  }
}

export const portfolioHandlers = [ReadMovementsHandler, ReadOverviewHandler];
