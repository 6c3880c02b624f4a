import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import { Described } from '../docs/described.js';
import { given } from '../given.js';
import { ExportText } from './export-text.js';

const typeOfFormat = {
  xes: 'application/xml; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  cloudevents: 'application/x-ndjson',
  ocel: 'application/json',
} as const;

class ExportParameters {
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  process?: string;

  /** An id: a name is looked up by `POST /relationships/find`. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  relationship?: string;
}

@Controller('api/v1/export')
export class ExportController {
  constructor(private readonly text: ExportText) {}

  @Described({
    says: 'Touchpoints as xes, csv, cloudevents or ocel (OCEL 2.0 in JSON)',
    query: ExportParameters,
    answer: { type: 'text/plain', is: 'A stream of text' },
    refuses: [404],
  })
  @Get(':format')
  async export(
    @Param('format') format: string,
    @Query() { process, relationship }: ExportParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isFormat(format)) throw new LedgerError('not-found', `Formats are ${Object.keys(typeOfFormat).join(', ')}.`);
    if (relationship !== undefined && !isId(relationship)) {
      const violations = [{ field: 'relationship', message: 'must be an id' }];
      throw new LedgerError('invalid', 'relationship must be an id: find it with POST /relationships/find.', {
        violations,
      });
    }
    const parts = await this.text.begun(format, given({ process, relationship }));
    await reply.type(typeOfFormat[format]).send(Readable.from(parts, { objectMode: false }));
  }
}

function isFormat(format: string): format is keyof typeof typeOfFormat {
  return Object.hasOwn(typeOfFormat, format);
}
