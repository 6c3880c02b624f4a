import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import type { Id } from '#core/time.js';
import type { Tend, Work } from '#workspace/tend.js';
import { noOwner, type TodayAnswer } from '#workspace/today/today-answers.js';
import { given } from '../given.js';
import { requireId } from '../require-id.js';
import { MomentParameters } from '../moment-parameters.js';
import { TEND } from '../tokens.js';

export class TodayParameters extends MomentParameters {
  /** Names are personal, and addresses end up in histories: here it is an id, or `none`. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  owner?: string;
}

/** An owner by whatever it is known by. */
export class FindOwnerParameters extends MomentParameters {
  /** An id, an identifier or a name. */
  @IsString()
  @Length(1, limits.identifierChars)
  owner!: string;
}

export class FindOwner extends Query<{ id: Id }> {
  constructor(
    readonly parameters: FindOwnerParameters,
    readonly work: Work,
  ) {
    super();
  }
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

  async execute({ parameters, work }: ReadToday): Promise<TodayAnswer> {
    if (parameters.owner !== noOwner) requireId('owner', parameters.owner, '/today/owners/find');
    return this.tend.today.of(given({ ...parameters }), work);
  }
}

@QueryHandler(FindOwner)
export class FindOwnerHandler implements IQueryHandler<FindOwner> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ parameters, work }: FindOwner): Promise<{ id: Id }> {
    const { owner } = parameters;
    return this.tend.today.findOwner({ ...given({ ...parameters }), owner }, work);
  }
}

export const todayHandlers = [ReadTodayHandler, FindOwnerHandler];
