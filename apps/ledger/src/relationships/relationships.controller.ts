import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Id } from '#core/time.js';
import type { DensityAnswer, RelationshipAnswer, RelationshipsAnswer, TimelineAnswer } from '#workspace/answers.js';
import { NoParameters } from '../no-parameters.js';
import { IdPipe } from './id-pipe.js';
import {
  DensityParameters,
  FindRelationship,
  ListRelationships,
  PageParameters,
  ReadDensity,
  ReadRelationship,
  ReadTimeline,
} from './relationship-queries.js';

@Controller('api/v1')
export class RelationshipsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('relationships')
  list(@Query() query: ListRelationships): Promise<RelationshipsAnswer> {
    return this.queries.execute(query);
  }

  /** Names are personal and so never stand in an address: they are looked up by a body. */
  @Post('relationships/find')
  @HttpCode(200)
  find(@Body() query: FindRelationship, @Query() _none: NoParameters): Promise<{ id: Id }> {
    return this.queries.execute(query);
  }

  @Get('relationships/:id')
  one(@Param('id', IdPipe) id: Id, @Query() _none: NoParameters): Promise<RelationshipAnswer> {
    return this.queries.execute(new ReadRelationship(id));
  }

  @Get('relationships/:id/timeline')
  timeline(@Param('id', IdPipe) id: Id, @Query() page: PageParameters): Promise<TimelineAnswer> {
    return this.queries.execute(new ReadTimeline(id, page));
  }

  @Get('relationships/:id/density')
  densityOf(@Param('id', IdPipe) id: Id, @Query() { buckets }: DensityParameters): Promise<DensityAnswer> {
    return this.queries.execute(new ReadDensity(id, buckets));
  }

  @Get('density')
  density(@Query() { buckets }: DensityParameters): Promise<DensityAnswer> {
    return this.queries.execute(new ReadDensity(undefined, buckets));
  }
}
