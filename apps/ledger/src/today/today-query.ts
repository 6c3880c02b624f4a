import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import type { Tend, Work } from '#workspace/tend.js';
import type { TodayAnswer } from '#workspace/today/today-answers.js';
import { given } from '../given.js';
import { MomentParameters } from '../moment-parameters.js';
import { TEND } from '../tokens.js';

export class TodayParameters extends MomentParameters {
  /** An id, an identifier or a name of one of ours; `none`: relationships that nobody owns. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  owner?: string;
}

export class ReadToday extends Query<TodayAnswer> {
  constructor(
    readonly parameters: TodayParameters,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ReadToday)
export class ReadTodayHandler implements IQueryHandler<ReadToday> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ parameters, work }: ReadToday): Promise<TodayAnswer> {
    return this.tend.today.of(given({ ...parameters }), work);
  }
}
