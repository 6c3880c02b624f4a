import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { limits } from '#core/limits.js';
import type { Id } from '#core/time.js';
import { handoverLimits, type HandoverPack, type OwnerHandover } from '#workspace/handover/handover-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { ClaimedMomentParameters, MomentParameters } from '../moment-parameters.js';
import { IsCursor } from '../page-parameters.js';
import { TEND } from '../tokens.js';

/** A page of the relationships of an owner, now or at a moment. */
export class OwnerHandoverParameters extends MomentParameters {
  /** Id or name of whoever of ours owns them. */
  @IsString()
  @Length(1, limits.nameChars)
  owner!: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(handoverLimits.max)
  limit?: number;

  @IsCursor()
  after?: string;
}

export class ReadHandover extends Query<HandoverPack> {
  constructor(
    readonly id: Id,
    readonly moment: ClaimedMomentParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class ReadOwnerHandover extends Query<OwnerHandover> {
  constructor(
    readonly parameters: OwnerHandoverParameters,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ReadHandover)
export class ReadHandoverHandler implements IQueryHandler<ReadHandover> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ id, moment: { asOf, knownBy, asClaimed }, work }: ReadHandover): Promise<HandoverPack> {
    return this.tend.handovers.relationship(id, given({ asOf, knownBy, asClaimed }), work);
  }
}

@QueryHandler(ReadOwnerHandover)
export class ReadOwnerHandoverHandler implements IQueryHandler<ReadOwnerHandover> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ parameters: { owner, limit, after, asOf, knownBy }, work }: ReadOwnerHandover): Promise<OwnerHandover> {
    return this.tend.handovers.owner({ owner, ...given({ limit, after, asOf, knownBy }) }, work);
  }
}

export const handoverHandlers = [ReadHandoverHandler, ReadOwnerHandoverHandler];
