import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { EvidenceAnswer } from '#workspace/documents/evidence-answers.js';
import { Described } from '../docs/described.js';
import { WhileAsked } from '../while-asked.js';
import { AskEvidence, EvidenceParameters } from './evidence-query.js';

/** What totals are made of. */
@Controller('api/v1/projections')
export class EvidenceController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'What a total is made of, now or at a moment: who contributes to it, and by which events',
    query: EvidenceParameters,
    answer: { type: 'application/json', is: 'EvidenceAnswer' },
    refuses: [404, 410, 503],
  })
  @Get(':name/evidence')
  evidence(
    @Param('name') name: string,
    @Query() parameters: EvidenceParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<EvidenceAnswer> {
    return this.queries.execute(new AskEvidence(name, parameters, { signal }));
  }
}
