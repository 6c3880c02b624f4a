import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Id } from '#core/time.js';
import type { HandoverPack, OwnerHandover } from '#workspace/handover/handover-answers.js';
import { Described } from '../docs/described.js';
import { ClaimedMomentParameters } from '../moment-parameters.js';
import { NoParameters } from '../no-parameters.js';
import { IdPipe } from '../relationships/id-pipe.js';
import { requireId } from '../require-id.js';
import { WhileAsked } from '../while-asked.js';
import { OwnerHandoverParameters, ReadHandover, ReadOwnerHandover } from './handover-queries.js';

/** What whoever takes relationships over has to know. */
@Controller('api/v1')
export class HandoverController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'Handover packs of all relationships of an owner, value at risk first, in pages, now or at a moment',
    query: OwnerHandoverParameters,
    answer: { type: 'application/json', is: 'OwnerHandover' },
    refuses: [410, 503],
  })
  @Get('handover')
  owner(@Query() parameters: OwnerHandoverParameters, @WhileAsked() signal: AbortSignal): Promise<OwnerHandover> {
    requireId('owner', parameters.owner, '/handover');
    return this.queries.execute(new ReadOwnerHandover(parameters, { signal }));
  }

  /** Names are personal, and addresses end up in histories: who has a name alone asks by a body. */
  @Described({
    says: 'The same of an owner by name',
    body: OwnerHandoverParameters,
    answer: { type: 'application/json', is: 'OwnerHandover' },
    refuses: [410, 415, 503],
  })
  @Post('handover')
  @HttpCode(200)
  ownerNamed(
    @Body() parameters: OwnerHandoverParameters,
    @Query() _none: NoParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<OwnerHandover> {
    return this.queries.execute(new ReadOwnerHandover(parameters, { signal }));
  }

  @Described({
    says: 'The handover pack of one relationship, now or at a moment',
    query: ClaimedMomentParameters,
    answer: { type: 'application/json', is: 'HandoverPack' },
    refuses: [404, 503],
  })
  @Get('relationships/:id/handover')
  one(
    @Param('id', IdPipe) id: Id,
    @Query() moment: ClaimedMomentParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<HandoverPack> {
    return this.queries.execute(new ReadHandover(id, moment, { signal }));
  }
}
