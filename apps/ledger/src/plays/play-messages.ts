import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import type { PlayAction } from '#domain/commands/work-on-plays.js';
import {
  playFilters,
  type PlayCommandAnswer,
  type PlayEffectsAnswer,
  type PlayFilter,
  type PlaysAnswer,
} from '#workspace/plays/play-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { requireId } from '../require-id.js';
import { MomentParameters } from '../moment-parameters.js';
import { PageParameters } from '../relationships/relationship-queries.js';
import { TEND } from '../tokens.js';

export class PlaysParameters extends PageParameters {
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  play?: string;

  /** Names are personal, and addresses end up in histories: here it is an id. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  relationship?: string;

  /** Without it what nobody has answered, or somebody has accepted. */
  @IsOptional()
  @IsIn(playFilters)
  state?: PlayFilter;
}

export class PlayEffectParameters extends MomentParameters {
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  play?: string;
}

/** An answer to a play that is recommended. */
export class PlayBody {
  /** An id, or any identifier that it was ever known by. */
  @IsString()
  @Length(1, limits.identifierChars)
  relationship!: string;

  @IsString()
  @Length(1, limits.nameChars)
  play!: string;
}

export class DeclinePlayBody extends PlayBody {
  /** Why, as a code that can be counted: lower-case words joined by hyphens. */
  @IsString()
  @Length(1, limits.nameChars)
  reason!: string;
}

export class DonePlayBody extends PlayBody {
  /** What came of it, in a few words that are not personal. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  outcome?: string;
}

export class ListPlays extends Query<PlaysAnswer> {
  constructor(
    readonly parameters: PlaysParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class ReadPlayEffects extends Query<PlayEffectsAnswer> {
  constructor(
    readonly parameters: PlayEffectParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class AnswerPlay extends Command<PlayCommandAnswer> {
  constructor(
    readonly action: PlayAction,
    readonly body: PlayBody & Partial<DeclinePlayBody & DonePlayBody>,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ListPlays)
export class ListPlaysHandler implements IQueryHandler<ListPlays> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ parameters, work }: ListPlays): Promise<PlaysAnswer> {
    requireId('relationship', parameters.relationship, '/relationships/find');
    return this.tend.plays.list(given({ ...parameters }), work);
  }
}

@QueryHandler(ReadPlayEffects)
export class ReadPlayEffectsHandler implements IQueryHandler<ReadPlayEffects> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ parameters, work }: ReadPlayEffects): Promise<PlayEffectsAnswer> {
    return this.tend.plays.effects(given({ ...parameters }), work);
  }
}

@CommandHandler(AnswerPlay)
export class AnswerPlayHandler implements ICommandHandler<AnswerPlay> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ action, body: { relationship, play, reason, outcome }, work }: AnswerPlay): Promise<PlayCommandAnswer> {
    return this.tend.plays.act(action, { relationship, play, ...given({ reason, outcome }) }, work);
  }
}

export const playHandlers = [ListPlaysHandler, ReadPlayEffectsHandler, AnswerPlayHandler];
