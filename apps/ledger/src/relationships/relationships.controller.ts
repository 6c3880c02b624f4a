import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Id } from '#core/time.js';
import type { DensityAnswer, RelationshipAnswer, RelationshipsAnswer, TimelineAnswer } from '#workspace/answers.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { ClaimedMomentParameters } from '../moment-parameters.js';
import { WhileAsked } from '../while-asked.js';
import { IdPipe } from './id-pipe.js';
import {
  DensityParameters,
  FindParameters,
  FindRelationship,
  ListParameters,
  ListRelationships,
  ReadDensity,
  ReadRelationship,
  ReadTimeline,
  TimelineParameters,
} from './relationship-queries.js';

@Controller('api/v1')
export class RelationshipsController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'The portfolio, in pages',
    query: ListParameters,
    answer: { type: 'application/json', is: 'RelationshipsAnswer' },
    refuses: [410, 503],
  })
  @Get('relationships')
  list(@Query() parameters: ListParameters, @WhileAsked() signal: AbortSignal): Promise<RelationshipsAnswer> {
    return this.queries.execute(new ListRelationships(parameters, { signal }));
  }

  /** Names are personal, and addresses end up in histories: a whole name is looked up by a body. */
  @Described({
    says: 'The id of the relationship that was ever known by a name',
    body: FindParameters,
    answer: { type: 'application/json', is: '{id}' },
    refuses: [404, 415],
  })
  @Post('relationships/find')
  @HttpCode(200)
  find(@Body() parameters: FindParameters, @Query() _none: NoParameters): Promise<{ id: Id }> {
    return this.queries.execute(new FindRelationship(parameters));
  }

  @Described({
    says: 'One relationship, now or at a moment',
    query: ClaimedMomentParameters,
    answer: { type: 'application/json', is: 'RelationshipAnswer' },
    refuses: [404],
  })
  @Get('relationships/:id')
  one(@Param('id', IdPipe) id: Id, @Query() moment: ClaimedMomentParameters): Promise<RelationshipAnswer> {
    return this.queries.execute(new ReadRelationship(id, moment));
  }

  @Described({
    says: 'Its touchpoints, newest first, now or at a moment',
    query: TimelineParameters,
    answer: { type: 'application/json', is: 'TimelineAnswer' },
    refuses: [404],
  })
  @Get('relationships/:id/timeline')
  timeline(@Param('id', IdPipe) id: Id, @Query() page: TimelineParameters): Promise<TimelineAnswer> {
    return this.queries.execute(new ReadTimeline(id, page));
  }

  @Described({
    says: 'Its touchpoints over time',
    query: DensityParameters,
    answer: { type: 'application/json', is: 'DensityAnswer' },
    refuses: [404],
  })
  @Get('relationships/:id/density')
  densityOf(@Param('id', IdPipe) id: Id, @Query() { buckets }: DensityParameters): Promise<DensityAnswer> {
    return this.queries.execute(new ReadDensity(id, buckets));
  }

  @Described({
    says: 'All touchpoints over time',
    query: DensityParameters,
    answer: { type: 'application/json', is: 'DensityAnswer' },
  })
  @Get('density')
  density(@Query() { buckets }: DensityParameters): Promise<DensityAnswer> {
    return this.queries.execute(new ReadDensity(undefined, buckets));
  }
}
