import { Controller, Get, Headers, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { ImportRow } from '#workspace/answers.js';
import type { ImportFile, Proposal } from '#workspace/tend.js';
import { chunksOf, type BodyKind } from '../bodies/bodies.js';
import { LongWork } from '../bodies/long-work.js';
import { given } from '../given.js';
import { NoParameters } from '../no-parameters.js';
import { Metrics } from '../operations/metrics.js';
import { ListImports, LoadDemonstration, ProposeMapping, RunImport } from './import-messages.js';
import { DemonstrationParameters, FileParameters, ImportParameters, mappingOf } from './import-parameters.js';

const streamed = RouteConfig({ body: 'stream' satisfies BodyKind });

@Controller('api/v1')
export class ImportsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
    private readonly metrics: Metrics,
  ) {}

  @Get('imports')
  list(@Query() _none: NoParameters): Promise<{ imports: readonly ImportRow[] }> {
    return this.queries.execute(new ListImports());
  }

  /** The body is the file; it is read as it comes and never held. */
  @Post('imports')
  @streamed
  import(
    @Query() parameters: ImportParameters,
    @Headers('tend-mapping') mappingHeader: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, async (work) => {
      const { name, sizeBytes, dataset, process, format, dryRun, newIdentity } = parameters;
      const options = given({ dataset, process, format, dryRun, newIdentity, mapping: mappingOf(mappingHeader) });
      const size = given({ sizeBytes: sizeBytes ?? contentLength(request) });
      const file: ImportFile = { name, bytes: chunksOf(bodyOf(request), limits.httpBodyIdleMs), ...size };
      const report = await this.commands.execute(new RunImport(file, options, work));
      if (dryRun !== true) this.metrics.imported(report);
      return report;
    });
  }

  @Post('mappings/propose')
  @HttpCode(200)
  @streamed
  propose(@Query() { name }: FileParameters, @Req() request: FastifyRequest): Promise<Proposal> {
    return this.queries.execute(new ProposeMapping({ name, bytes: headOf(bodyOf(request)) }));
  }

  @Post('demonstration')
  demonstration(
    @Query() { relationships, events, seed }: DemonstrationParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const options = given({ relationships, events, seed });
    return this.longWork.answer(request, reply, (work) => this.commands.execute(new LoadDemonstration(options, work)));
  }
}

function bodyOf(request: FastifyRequest): IncomingMessage {
  if (request.body !== undefined && request.body !== null) return request.body as IncomingMessage;
  throw new LedgerError('file-unreadable', 'The body is the file, and there is none.');
}

function contentLength(request: FastifyRequest): number | undefined {
  const length = Number(request.headers['content-length']);
  return Number.isSafeInteger(length) ? length : undefined;
}

async function* headOf(body: IncomingMessage): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunksOf(body, limits.httpBodyIdleMs)) {
    size += chunk.length;
    if (size > limits.proposalBytes) {
      throw new LedgerError('body-too-large', `Send the first ${limits.proposalBytes} bytes of the file at most.`);
    }
    yield chunk;
  }
}
