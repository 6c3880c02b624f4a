import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsBoolean, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import { severities, type Severity } from '#core/severities.js';
import type { SignalsAnswer } from '#workspace/signals/signal-answers.js';
import {
  signalStates,
  signalWorkFilters,
  type SignalState,
  type SignalWorkFilter,
  type Tend,
  type Work,
} from '#workspace/tend.js';
import { flag } from '../flag.js';
import { given } from '../given.js';
import { PageParameters } from '../relationships/relationship-queries.js';
import { requireId } from '../require-id.js';
import { TEND } from '../tokens.js';

/** A page of the inbox, now or at a moment. */
export class SignalParameters extends PageParameters {
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  kind?: string;

  @IsOptional()
  @IsIn(severities)
  severity?: Severity;

  /** Names are personal, and addresses end up in histories: here it is an id. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  relationship?: string;

  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  projection?: string;

  @IsOptional()
  @IsIn(signalStates)
  state?: SignalState;

  /** Without it, of what stands what is new or acknowledged; of what has ended, all. */
  @IsOptional()
  @IsIn(signalWorkFilters)
  work?: SignalWorkFilter;

  /** What began more than 30 days before it was recorded, or what did not. */
  @IsOptional()
  @flag()
  @IsBoolean()
  historic?: boolean;
}

export class ReadSignals extends Query<SignalsAnswer> {
  constructor(
    readonly parameters: SignalParameters,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ReadSignals)
export class ReadSignalsHandler implements IQueryHandler<ReadSignals> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ parameters, work }: ReadSignals): Promise<SignalsAnswer> {
    const { relationship } = parameters;
    requireId('relationship', relationship, '/relationships/find');
    return this.tend.signals(given({ ...parameters }), work);
  }
}

export const signalHandlers = [ReadSignalsHandler];
