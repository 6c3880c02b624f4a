import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import type { Id } from '#core/time.js';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import {
  movementGroups,
  type MovementsAnswer,
  type MovementsQuery,
  type TeamsAnswer,
} from '#workspace/portfolio/portfolio-answers.js';
import { channelNames, type ChannelName } from '#workspace/portfolio/standing-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { noOwner } from '#workspace/today/today-answers.js';
import { given } from '../given.js';
import { MomentParameters } from '../moment-parameters.js';
import { IsPageLimit } from '../page-parameters.js';
import { requireId } from '../require-id.js';
import { TEND } from '../tokens.js';

const timeChars = 64;
const figuresChars = 1_000;

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

  /** Id of the team of their owner, or `none`. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  team?: string;

  @IsOptional()
  @IsIn(channelNames)
  channel?: ChannelName;

  @IsPageLimit()
  limit?: number;
}

export class OverviewParameters extends MomentParameters {
  /** Ids of the figures that are wanted, with commas between; without it all, and the cohorts. */
  @IsOptional()
  @IsString()
  @Length(1, figuresChars)
  figures?: string;

  /** Id of the team of their owner, or `none`. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  team?: string;

  @IsOptional()
  @IsIn(channelNames)
  channel?: ChannelName;
}

/** A team by whatever it is known by. */
export class FindTeamParameters extends MomentParameters {
  /** An id, an identifier or a name. */
  @IsString()
  @Length(1, limits.identifierChars)
  team!: string;

  /** When a period begins that ends then: teams of its beginning are found too. 7 days before unless told. */
  @IsOptional()
  @IsString()
  @Length(1, timeChars)
  from?: string;
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
    readonly parameters: OverviewParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class ListTeams extends Query<TeamsAnswer> {
  constructor(
    readonly moment: MomentParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class FindTeam extends Query<{ id: Id }> {
  constructor(
    readonly parameters: FindTeamParameters,
    readonly work: Work,
  ) {
    super();
  }
}

/** Names are personal, and addresses end up in histories: there it is an id, or `none`. */
export function requireTeamId(team: string | undefined): void {
  if (team !== noOwner) requireId('team', team, '/teams/find');
}

@QueryHandler(ReadMovements)
export class ReadMovementsHandler implements IQueryHandler<ReadMovements> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ parameters, work }: ReadMovements): Promise<MovementsAnswer> {
    const { from, to, knownBy, by, team, channel, limit } = parameters;
    requireTeamId(team);
    return this.tend.portfolio.movements(given({ from, to, knownBy, by, team, channel, limit }), work);
  }
}

@QueryHandler(ReadOverview)
export class ReadOverviewHandler implements IQueryHandler<ReadOverview> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ parameters, work }: ReadOverview): Promise<OverviewAnswer> {
    const { team, channel, asOf, knownBy, figures } = parameters;
    requireTeamId(team);
    const only = figures === undefined ? {} : { figures: figures.split(',') };
    return this.tend.portfolio.overview({ ...given({ team, channel, asOf, knownBy }), ...only }, work);
  }
}

@QueryHandler(ListTeams)
export class ListTeamsHandler implements IQueryHandler<ListTeams> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ moment: { asOf, knownBy }, work }: ListTeams): Promise<TeamsAnswer> {
    return this.tend.portfolio.teams(given({ asOf, knownBy }), work);
  }
}

@QueryHandler(FindTeam)
export class FindTeamHandler implements IQueryHandler<FindTeam> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ parameters: { team, asOf, knownBy, from }, work }: FindTeam): Promise<{ readonly id: Id }> {
    return this.tend.portfolio.findTeam({ team, ...given({ asOf, knownBy, from }) }, work);
  }
}

export const portfolioHandlers = [ReadMovementsHandler, ReadOverviewHandler, ListTeamsHandler, FindTeamHandler];
