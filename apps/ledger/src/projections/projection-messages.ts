import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ProjectionRow } from '#workspace/answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { TEND } from '../tokens.js';

export class ListProjections extends Query<{ projections: readonly ProjectionRow[] }> {}

/** Folds a projection again from the first event. */
export class RebuildProjection extends Command<ProjectionRow> {
  constructor(
    readonly name: string,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ListProjections)
export class ListProjectionsHandler implements IQueryHandler<ListProjections> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute(): Promise<{ projections: readonly ProjectionRow[] }> {
    return this.tend.projections();
  }
}

@CommandHandler(RebuildProjection)
export class RebuildProjectionHandler implements ICommandHandler<RebuildProjection> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ name, work }: RebuildProjection): Promise<ProjectionRow> {
    return this.tend.rebuild(name, work);
  }
}

export const projectionHandlers = [ListProjectionsHandler, RebuildProjectionHandler];
