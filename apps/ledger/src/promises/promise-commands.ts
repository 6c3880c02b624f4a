import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import { promiseWitnesses, type PromiseAction, type PromiseWitness } from '#domain/commands/work-on-promises.js';
import type { PromiseCommandAnswer } from '#workspace/relationships/promise-command-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { TEND } from '../tokens.js';

/** Promises that something is said of: of all of them, or of none. */
export class PromisesBody {
  /** Ids of the events that made them, or what they begin with where no other one does. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.pageMax)
  @IsString({ each: true })
  @Length(4, 36, { each: true })
  promises!: string[];
}

export class NotKeptBody extends PromisesBody {
  /** Whose word it is: ours unless told, which counts as self-reported. */
  @IsOptional()
  @IsIn(promiseWitnesses)
  by?: PromiseWitness;
}

export class KeepBody extends NotKeptBody {
  /** When it was done: a time, or a date (its end). Unless told, now, or by its due time where that has passed. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  keptAt?: string;
}

export class RenegotiateBody extends PromisesBody {
  /** The new due time, or a date, which ends at the end of that local day. */
  @IsString()
  @Length(1, limits.nameChars)
  dueAt!: string;
}

export class WorkOnPromises extends Command<PromiseCommandAnswer> {
  constructor(
    readonly action: PromiseAction,
    readonly body: PromisesBody & Partial<KeepBody & RenegotiateBody>,
    readonly work: Work,
  ) {
    super();
  }
}

@CommandHandler(WorkOnPromises)
export class WorkOnPromisesHandler implements ICommandHandler<WorkOnPromises> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ action, body: { promises, by, keptAt, dueAt }, work }: WorkOnPromises): Promise<PromiseCommandAnswer> {
    return this.tend.promiseCommands.act(action, { promises, ...given({ by, keptAt, dueAt }) }, work);
  }
}

export const promiseCommandHandlers = [WorkOnPromisesHandler];
