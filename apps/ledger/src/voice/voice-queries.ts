import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import type { Tend, Work } from '#workspace/tend.js';
import { voiceGroupings } from '#workspace/voice/voice-answers.js';
import type { CountedAnswersAnswer, VoiceAnswer, VoiceFilter, VoiceGrouping } from '#workspace/voice/voice-answers.js';
import { given } from '../given.js';
import { MomentParameters } from '../moment-parameters.js';
import { IsCursor, IsPageLimit } from '../page-parameters.js';
import { requireId } from '../require-id.js';
import { TEND } from '../tokens.js';

/** Of a month, YYYY-MM; which there are, the workspace looks at. */
const monthChars = 7;

class VoiceFilterParameters extends MomentParameters {
  /** `nps`, `csat`, `ces`, or the name of one's own. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  instrument?: string;

  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  segment?: string;

  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  channel?: string;

  /** First month, YYYY-MM. */
  @IsOptional()
  @IsString()
  @Length(monthChars, monthChars)
  from?: string;

  /** Last month, YYYY-MM. */
  @IsOptional()
  @IsString()
  @Length(monthChars, monthChars)
  to?: string;

  @IsPageLimit()
  limit?: number;
}

export class VoiceParameters extends VoiceFilterParameters {
  @IsOptional()
  @IsIn(voiceGroupings)
  by?: VoiceGrouping;
}

export class CountedAnswersParameters extends VoiceFilterParameters {
  /** Names are personal, and addresses end up in histories: here it is an id. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  relationship?: string;

  @IsCursor()
  after?: string;
}

export class ReadVoice extends Query<VoiceAnswer> {
  constructor(
    readonly parameters: VoiceParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class ListCountedAnswers extends Query<CountedAnswersAnswer> {
  constructor(
    readonly parameters: CountedAnswersParameters,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ReadVoice)
export class ReadVoiceHandler implements IQueryHandler<ReadVoice> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ parameters, work }: ReadVoice): Promise<VoiceAnswer> {
    const { by, limit } = parameters;
    return this.tend.voice.measures({ ...filterIn(parameters), ...given({ by, limit }) }, work);
  }
}

@QueryHandler(ListCountedAnswers)
export class ListCountedAnswersHandler implements IQueryHandler<ListCountedAnswers> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ parameters, work }: ListCountedAnswers): Promise<CountedAnswersAnswer> {
    const { relationship, limit, after } = parameters;
    requireId('relationship', relationship, '/relationships/find');
    return this.tend.voice.answers({ ...filterIn(parameters), ...given({ relationship, limit, after }) }, work);
  }
}

export const voiceHandlers = [ReadVoiceHandler, ListCountedAnswersHandler];

function filterIn({ instrument, segment, channel, from, to, asOf, knownBy }: VoiceFilterParameters): VoiceFilter {
  return given({ instrument, segment, channel, from, to, asOf, knownBy });
}
