import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, Length } from 'class-validator';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { EvidenceAnswer } from '#workspace/documents/evidence-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { PageParameters } from '../relationships/relationship-queries.js';
import { TEND } from '../tokens.js';

/** A page of what a total is made of, now or at a moment. */
export class EvidenceParameters extends PageParameters {
  /** The path of the total: a JSON array of texts and numbers. */
  @IsString()
  @Length(2, limits.projectionKeyBytes)
  cell!: string;

  /** Only one of its sums or columns. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  part?: string;
}

export class AskEvidence extends Query<EvidenceAnswer> {
  constructor(
    readonly projection: string,
    readonly parameters: EvidenceParameters,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(AskEvidence)
export class AskEvidenceHandler implements IQueryHandler<AskEvidence> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ projection, parameters, work }: AskEvidence): Promise<EvidenceAnswer> {
    const { cell, part, limit, after, asOf, knownBy } = parameters;
    return this.tend.evidence(projection, cellIn(cell), given({ part, limit, after, asOf, knownBy }), work);
  }
}

/** @throws LedgerError `invalid` */
function cellIn(text: string): readonly (string | number)[] {
  let cell: unknown;
  try {
    cell = JSON.parse(text);
  } catch {
    cell = undefined;
  }
  const isPath =
    Array.isArray(cell) &&
    cell.every((part) => typeof part === 'string' || (typeof part === 'number' && isFinite(part)));
  if (isPath) return cell as readonly (string | number)[];
  const message = 'must be a JSON array of texts and numbers, such as ["case","helpdesk"]';
  throw new LedgerError('invalid', `cell ${message}.`, { violations: [{ field: 'cell', message }] });
}
