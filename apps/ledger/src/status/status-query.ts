import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { StatusAnswer } from '#workspace/answers.js';
import type { Tend } from '#workspace/tend.js';
import { TEND } from '../tokens.js';

export class ReadStatus extends Query<StatusAnswer> {}

@QueryHandler(ReadStatus)
export class ReadStatusHandler implements IQueryHandler<ReadStatus> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute(): Promise<StatusAnswer> {
    return this.tend.status();
  }
}
