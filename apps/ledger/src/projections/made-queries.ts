import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { DocumentAnswer, DocumentsAnswer, TotalsAnswer } from '#workspace/documents/made-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { MomentParameters } from '../moment-parameters.js';
import { IsCursor, IsPageLimit } from '../page-parameters.js';
import { TEND } from '../tokens.js';

/** A cursor holds a key or a place, and is written in base64. */
const cursorChars = limits.projectionKeyBytes * 4;
/** JSON in a parameter: conditions, a place. */
const jsonChars = limits.projectionKeyBytes * 2;

class PagedParameters extends MomentParameters {
  @IsPageLimit()
  limit?: number;

  @IsCursor(cursorChars)
  after?: string;
}

/** A page of documents, now or at a moment. */
export class DocumentsParameters extends PagedParameters {
  /** A member of the rows. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  sort?: string;

  @IsOptional()
  @IsIn(['ascending', 'descending'])
  direction?: 'ascending' | 'descending';

  /** JSON: `{member: value | {from, to} | {in: [values]}}`. */
  @IsOptional()
  @IsString()
  @Length(1, jsonChars)
  filter?: string;

  /** A part of the key, or of the name. */
  @IsOptional()
  @IsString()
  @Length(0, limits.nameChars)
  q?: string;
}

/** A page of totals, now or at a moment. */
export class TotalsParameters extends PagedParameters {
  /** JSON: a list of texts and numbers. */
  @IsOptional()
  @IsString()
  @Length(1, jsonChars)
  prefix?: string;
}

export class ListDocuments extends Query<DocumentsAnswer> {
  constructor(
    readonly name: string,
    readonly parameters: DocumentsParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class ReadDocument extends Query<DocumentAnswer> {
  constructor(
    readonly name: string,
    readonly key: string,
    readonly moment: MomentParameters,
  ) {
    super();
  }
}

export class ListTotals extends Query<TotalsAnswer> {
  constructor(
    readonly name: string,
    readonly parameters: TotalsParameters,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ListDocuments)
export class ListDocumentsHandler implements IQueryHandler<ListDocuments> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ name, parameters, work }: ListDocuments): Promise<DocumentsAnswer> {
    const { sort, direction, q, limit, after, asOf, knownBy } = parameters;
    const filter = jsonIn('filter', parameters.filter) as never;
    return this.tend.made.documents(name, given({ sort, direction, filter, q, limit, after, asOf, knownBy }), work);
  }
}

@QueryHandler(ReadDocument)
export class ReadDocumentHandler implements IQueryHandler<ReadDocument> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ name, key, moment: { asOf, knownBy } }: ReadDocument): Promise<DocumentAnswer> {
    return this.tend.made.document(name, key, given({ asOf, knownBy }));
  }
}

@QueryHandler(ListTotals)
export class ListTotalsHandler implements IQueryHandler<ListTotals> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ name, parameters, work }: ListTotals): Promise<TotalsAnswer> {
    const { limit, after, asOf, knownBy } = parameters;
    const prefix = jsonIn('prefix', parameters.prefix) as never;
    return this.tend.made.totals(name, given({ prefix, limit, after, asOf, knownBy }), work);
  }
}

export const madeHandlers = [ListDocumentsHandler, ReadDocumentHandler, ListTotalsHandler];

/** What a parameter says in JSON; what it may be, the workspace looks at. @throws LedgerError `invalid` */
function jsonIn(field: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new LedgerError('invalid', `${field} must be JSON.`, { violations: [{ field, message: 'must be JSON' }] });
  }
}
