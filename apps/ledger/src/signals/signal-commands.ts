import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import type { SignalAction } from '#domain/commands/work-on-signals.js';
import type { SignalCommandAnswer } from '#workspace/signals/signal-command-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { TEND } from '../tokens.js';

/** Signals that something is said of: of all of them, or of none. */
export class SignalsBody {
  /** Ids, or what they begin with where no other one does. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.pageMax)
  @IsString({ each: true })
  @Length(4, 64, { each: true })
  signals!: string[];
}

export class SnoozeBody extends SignalsBody {
  /** A time to come, a date (its beginning), or how long: 3d, 12h, 2w. */
  @IsString()
  @Length(1, limits.nameChars)
  until!: string;
}

export class ResolveBody extends SignalsBody {
  /** What came of it, in a few words; it is sealed. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  outcome?: string;

  /** Why, in a person's words; it is sealed. */
  @IsOptional()
  @IsString()
  @Length(1, limits.identifierChars)
  reason?: string;
}

export class WorkOnSignals extends Command<SignalCommandAnswer> {
  constructor(
    readonly action: SignalAction,
    readonly body: SignalsBody & Partial<SnoozeBody & ResolveBody>,
    readonly work: Work,
  ) {
    super();
  }
}

@CommandHandler(WorkOnSignals)
export class WorkOnSignalsHandler implements ICommandHandler<WorkOnSignals> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ action, body: { signals, until, outcome, reason }, work }: WorkOnSignals): Promise<SignalCommandAnswer> {
    return this.tend.signalCommands.act(action, { signals, ...given({ until, outcome, reason }) }, work);
  }
}

export const signalCommandHandlers = [WorkOnSignalsHandler];
