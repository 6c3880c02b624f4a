import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ProjectionRow, ProjectionsAnswer } from '#workspace/answers.js';
import type { BuildChange, BuildsAnswer, ChangeSubject, DiffAnswer } from '#workspace/builds/build-answers.js';
import type { WhatIfAnswer } from '#workspace/builds/flag-answers.js';
import type { DiffQuery, WhatIfQuery } from '#workspace/builds/build-questions.js';
import type { Tend, Work } from '#workspace/tend.js';
import { TEND } from '../tokens.js';

export class ListProjections extends Query<ProjectionsAnswer> {}

export class ListBuilds extends Query<BuildsAnswer> {
  constructor(readonly name: string) {
    super();
  }
}

/** Folds a projection again from the first event. */
export class RebuildProjection extends Command<ProjectionRow> {
  constructor(
    readonly name: string,
    readonly options: { activate?: boolean },
    readonly work: Work,
  ) {
    super();
  }
}

export class ChangeBuild extends Command<BuildsAnswer> {
  constructor(
    readonly name: string,
    readonly change: BuildChange,
    readonly subject: ChangeSubject,
    readonly work: Work,
  ) {
    super();
  }
}

export class DiffBuilds extends Query<DiffAnswer> {
  constructor(
    readonly name: string,
    readonly query: DiffQuery,
    readonly work: Work,
  ) {
    super();
  }
}

/** Replays history with other parameters; nothing of it is kept. */
export class AskWhatIf extends Query<WhatIfAnswer> {
  constructor(
    readonly name: string,
    readonly query: WhatIfQuery,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ListProjections)
export class ListProjectionsHandler implements IQueryHandler<ListProjections> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute(): Promise<ProjectionsAnswer> {
    return this.tend.projections();
  }
}

@QueryHandler(ListBuilds)
export class ListBuildsHandler implements IQueryHandler<ListBuilds> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ name }: ListBuilds): Promise<BuildsAnswer> {
    return this.tend.builds.list(name);
  }
}

@CommandHandler(RebuildProjection)
export class RebuildProjectionHandler implements ICommandHandler<RebuildProjection> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ name, options, work }: RebuildProjection): Promise<ProjectionRow> {
    return this.tend.builds.rebuild(name, options, work);
  }
}

@CommandHandler(ChangeBuild)
export class ChangeBuildHandler implements ICommandHandler<ChangeBuild> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ name, change, subject, work }: ChangeBuild): Promise<BuildsAnswer> {
    return this.tend.builds.change(name, change, subject, work);
  }
}

@QueryHandler(DiffBuilds)
export class DiffBuildsHandler implements IQueryHandler<DiffBuilds> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ name, query, work }: DiffBuilds): Promise<DiffAnswer> {
    return this.tend.builds.diff(name, query, work);
  }
}

@QueryHandler(AskWhatIf)
export class AskWhatIfHandler implements IQueryHandler<AskWhatIf> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ name, query, work }: AskWhatIf): Promise<WhatIfAnswer> {
    return this.tend.builds.whatIf(name, query, work);
  }
}

export const projectionHandlers = [
  ListProjectionsHandler,
  ListBuildsHandler,
  RebuildProjectionHandler,
  ChangeBuildHandler,
  DiffBuildsHandler,
  AskWhatIfHandler,
];
