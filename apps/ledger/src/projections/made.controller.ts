import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { DocumentAnswer, DocumentsAnswer, TotalsAnswer } from '#workspace/documents/made-answers.js';
import { Described } from '../docs/described.js';
import { MomentParameters } from '../moment-parameters.js';
import { WhileAsked } from '../while-asked.js';
import { DocumentsParameters, ListDocuments, ListTotals, ReadDocument, TotalsParameters } from './made-queries.js';

const refuses = [404, 410, 413, 503];

/** What a projection makes, one's own or a built-in one alike. */
@Controller('api/v1/projections/:name')
export class MadeController {
  constructor(private readonly queries: QueryBus) {}

  @Described({
    says: 'The documents of a projection, by their rows as they are seen: sorted, filtered, in pages',
    query: DocumentsParameters,
    answer: { type: 'application/json', is: 'DocumentsAnswer' },
    refuses,
  })
  @Get('documents')
  documents(
    @Param('name') name: string,
    @Query() parameters: DocumentsParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<DocumentsAnswer> {
    return this.queries.execute(new ListDocuments(name, parameters, { signal }));
  }

  @Described({
    says: 'One document with its view, its row, and the latest events that it is made of',
    query: MomentParameters,
    answer: { type: 'application/json', is: 'DocumentAnswer' },
    refuses: [404, 503],
  })
  @Get('documents/:key')
  document(
    @Param('name') name: string,
    @Param('key') key: string,
    @Query() moment: MomentParameters,
  ): Promise<DocumentAnswer> {
    return this.queries.execute(new ReadDocument(name, key, moment));
  }

  @Described({
    says: 'The totals of a projection below a place',
    query: TotalsParameters,
    answer: { type: 'application/json', is: 'TotalsAnswer' },
    refuses,
  })
  @Get('totals')
  totals(
    @Param('name') name: string,
    @Query() parameters: TotalsParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<TotalsAnswer> {
    return this.queries.execute(new ListTotals(name, parameters, { signal }));
  }
}
