import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { limits } from '#core/limits.js';
import type { Id } from '#core/time.js';
import type { DensityAnswer, RelationshipAnswer, RelationshipsAnswer, TimelineAnswer } from '#workspace/answers.js';
import {
  channelNames,
  phaseNames,
  riskReasons,
  type ChannelName,
  type PhaseName,
  type RiskReason,
} from '#workspace/portfolio/standing-answers.js';
import { noOwner } from '#workspace/today/today-answers.js';
import { relationshipSorts, type RelationshipSort, type Tend, type Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { ClaimedMomentParameters, MomentParameters } from '../moment-parameters.js';
import { IsCursor, IsPageLimit } from '../page-parameters.js';
import { requireTeamId } from '../portfolio/portfolio-queries.js';
import { requireId } from '../require-id.js';
import { TEND } from '../tokens.js';

/** A page of the portfolio, now or at a moment. */
export class ListParameters extends MomentParameters {
  @IsOptional()
  @IsIn(relationshipSorts)
  sort?: RelationshipSort;

  @IsOptional()
  @IsIn(['ascending', 'descending'])
  direction?: 'ascending' | 'descending';

  @IsPageLimit()
  limit?: number;

  @IsCursor()
  after?: string;

  @IsOptional()
  @IsString()
  @Length(0, limits.nameChars)
  q?: string;

  @IsOptional()
  @IsIn(phaseNames)
  phase?: PhaseName;

  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  segment?: string;

  /** Id of whoever of ours owns it, or `none`. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  owner?: string;

  /** Id of the team of its owner, or `none`. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  team?: string;

  @IsOptional()
  @IsIn(channelNames)
  channel?: ChannelName;

  @IsOptional()
  @IsIn(['any', ...riskReasons])
  risk?: RiskReason | 'any';

  /** Quarter of the first contact-day of theirs, such as 2026-Q1. */
  @IsOptional()
  @IsString()
  @Length(7, 7)
  cohort?: string;
}

export class ListRelationships extends Query<RelationshipsAnswer> {
  constructor(
    readonly parameters: ListParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class FindParameters extends ClaimedMomentParameters {
  @IsString()
  @Length(1, limits.identifierChars)
  name!: string;
}

/** The relationship that a name, an identifier or an id stands for, now or at a moment. */
export class FindRelationship extends Query<{ id: Id }> {
  constructor(readonly parameters: FindParameters) {
    super();
  }
}

export class ReadRelationship extends Query<RelationshipAnswer> {
  constructor(
    readonly id: Id,
    readonly moment: ClaimedMomentParameters,
  ) {
    super();
  }
}

/** A page of a timeline. */
export class TimelineParameters extends ClaimedMomentParameters {
  @IsPageLimit()
  limit?: number;

  @IsCursor()
  after?: string;
}

/** A page of a list. */
export class PageParameters extends MomentParameters {
  @IsPageLimit()
  limit?: number;

  @IsCursor()
  after?: string;
}

export class ReadTimeline extends Query<TimelineAnswer> {
  constructor(
    readonly id: Id,
    readonly page: TimelineParameters,
  ) {
    super();
  }
}

export class DensityParameters {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(limits.densityBuckets)
  buckets?: number;
}

/** Touchpoints over time: of one relationship or of all. */
export class ReadDensity extends Query<DensityAnswer> {
  constructor(
    readonly relationship: Id | undefined,
    readonly buckets: number | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListRelationships)
export class ListRelationshipsHandler implements IQueryHandler<ListRelationships> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ parameters, work }: ListRelationships): Promise<RelationshipsAnswer> {
    const { sort, direction, limit, after, q, asOf, knownBy } = parameters;
    const { phase, segment, owner, team, channel, risk, cohort } = parameters;
    if (owner !== noOwner) requireId('owner', owner, '/today/owners/find');
    requireTeamId(team);
    const filter = { phase, segment, owner, team, channel, risk, cohort };
    return this.tend.relationships(given({ sort, direction, limit, after, q, ...filter, asOf, knownBy }), work);
  }
}

@QueryHandler(FindRelationship)
export class FindRelationshipHandler implements IQueryHandler<FindRelationship> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ parameters: { name, ...moment } }: FindRelationship): Promise<{ id: Id }> {
    // Its timeline tells whom a name means, and nothing is folded for it.
    return { id: (await this.tend.timeline(name, { ...given(moment), limit: 1 })).relationship.id };
  }
}

@QueryHandler(ReadRelationship)
export class ReadRelationshipHandler implements IQueryHandler<ReadRelationship> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ id, moment: { asOf, knownBy, asClaimed } }: ReadRelationship): Promise<RelationshipAnswer> {
    return this.tend.relationship(id, given({ asOf, knownBy, asClaimed }));
  }
}

@QueryHandler(ReadTimeline)
export class ReadTimelineHandler implements IQueryHandler<ReadTimeline> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ id, page: { limit, after, asOf, knownBy, asClaimed } }: ReadTimeline): Promise<TimelineAnswer> {
    return this.tend.timeline(id, given({ limit, after, asOf, knownBy, asClaimed }));
  }
}

@QueryHandler(ReadDensity)
export class ReadDensityHandler implements IQueryHandler<ReadDensity> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ relationship, buckets }: ReadDensity): Promise<DensityAnswer> {
    return this.tend.density(given({ relationship, buckets }));
  }
}

export const relationshipHandlers = [
  ListRelationshipsHandler,
  FindRelationshipHandler,
  ReadRelationshipHandler,
  ReadTimelineHandler,
  ReadDensityHandler,
];
