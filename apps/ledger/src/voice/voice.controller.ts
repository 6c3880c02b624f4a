import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { CountedAnswersAnswer, VoiceAnswer } from '#workspace/voice/voice-answers.js';
import { Described } from '../docs/described.js';
import { WhileAsked } from '../while-asked.js';
import { CountedAnswersParameters, ListCountedAnswers, ReadVoice, VoiceParameters } from './voice-queries.js';

/** What customers tell us. */
@Controller('api/v1/voice')
export class VoiceController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'NPS, CSAT and CES with their limits, response rates, reply times, what is told unasked and in what tone, effort per resolved matter and escalations, whole or by group',
    query: VoiceParameters,
    answer: { type: 'application/json', is: 'VoiceAnswer' },
    refuses: [503],
  })
  @Get()
  measures(@Query() parameters: VoiceParameters, @WhileAsked() signal: AbortSignal): Promise<VoiceAnswer> {
    return this.queries.execute(new ReadVoice(parameters, { signal }));
  }

  @Described({
    says: 'The answers that the measures are made of, relationship by relationship',
    query: CountedAnswersParameters,
    answer: { type: 'application/json', is: 'CountedAnswersAnswer' },
    refuses: [503],
  })
  @Get('answers')
  answers(
    @Query() parameters: CountedAnswersParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<CountedAnswersAnswer> {
    return this.queries.execute(new ListCountedAnswers(parameters, { signal }));
  }
}
