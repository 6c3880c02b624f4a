import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import {
  promiseSides,
  promiseStates,
  type PromisesAnswer,
  type PromiseSide,
  type PromiseStateAsked,
} from '#workspace/relationships/promise-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { PageParameters } from '../relationships/relationship-queries.js';
import { requireId } from '../require-id.js';
import { TEND } from '../tokens.js';

/** A page of promises, now or at a moment. */
export class PromiseParameters extends PageParameters {
  @IsOptional()
  @IsIn(promiseStates)
  state?: PromiseStateAsked;

  @IsOptional()
  @IsIn(promiseSides)
  by?: PromiseSide;

  /** Names are personal, and addresses end up in histories: here it is an id. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  relationship?: string;
}

export class ListPromises extends Query<PromisesAnswer> {
  constructor(
    readonly parameters: PromiseParameters,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ListPromises)
export class ListPromisesHandler implements IQueryHandler<ListPromises> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ parameters, work }: ListPromises): Promise<PromisesAnswer> {
    const { state, by, relationship, limit, after, asOf, knownBy } = parameters;
    requireId('relationship', relationship, '/relationships/find');
    return this.tend.promises.list(given({ state, by, relationship, limit, after, asOf, knownBy }), work);
  }
}

export const promiseHandlers = [ListPromisesHandler];
