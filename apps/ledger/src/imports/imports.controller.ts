import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type { ImportRow } from '#workspace/answers.js';
import type { ImportFile, Proposal } from '#workspace/tend.js';
import { Described } from '../docs/described.js';
import { chunksOf, type BodyKind } from '../bodies/bodies.js';
import { LongWork } from '../bodies/long-work.js';
import { given } from '../given.js';
import { NoParameters } from '../no-parameters.js';
import { Metrics } from '../operations/metrics.js';
import { ListImports, LoadDemonstration, ProposeMapping, RevertImportCommand, RunImport } from './import-messages.js';
import {
  DemonstrationParameters,
  FileParameters,
  ImportParameters,
  mappingOf,
  RevertBody,
} from './import-parameters.js';

const streamed = RouteConfig({ body: 'stream' satisfies BodyKind });

@Controller('api/v1')
export class ImportsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly longWork: LongWork,
    private readonly metrics: Metrics,
  ) {}

  @Described({ says: 'Past imports', answer: { type: 'application/json', is: '{imports: ImportRow[]}' } })
  @Get('imports')
  list(@Query() _none: NoParameters): Promise<{ imports: readonly ImportRow[] }> {
    return this.queries.execute(new ListImports());
  }

  /** The body is the file; it is read as it comes and never held. */
  @Described({
    says: 'Import the file that is the body; the header Tend-Mapping holds a mapping as base64url of JSON',
    query: ImportParameters,
    body: { types: ['application/octet-stream'], is: 'The file: csv, ndjson, xes, xes.gz, OCEL 2.0 in json' },
    answer: {
      type: 'application/x-ndjson',
      is: 'Lines of {progress} and {reject}, then {result: ImportReport} or {problem}',
    },
    refuses: [409, 413],
  })
  @Post('imports')
  @HttpCode(200)
  @streamed
  import(
    @Query() parameters: ImportParameters,
    @Headers('tend-mapping') mappingHeader: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.longWork.answer(request, reply, async (work) => {
      const { name, sizeBytes, ...said } = parameters;
      const options = given({ ...said, mapping: mappingOf(mappingHeader) });
      const size = given({ sizeBytes: sizeBytes ?? contentLength(request) });
      const file: ImportFile = { name, bytes: chunksOf(bodyOf(request), limits.httpBodyIdleMs), ...size };
      const report = await this.commands.execute(new RunImport(file, options, work));
      if (said.dryRun !== true) this.metrics.imported(report);
      return report;
    });
  }

  @Described({
    says: 'Take an import back: what no other import vouches for is hidden from every answer; importing it again brings it back',
    body: RevertBody,
    answer: { type: 'application/x-ndjson', is: 'Lines of {progress}, then {result: ImportRow} or {problem}' },
    refuses: [404, 409, 415],
  })
  @Post('imports/:id/revert')
  @HttpCode(200)
  revert(
    @Param('id') id: string,
    @Body() { reason }: RevertBody,
    @Query() _none: NoParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new LedgerError('not-found', 'There is no such import.');
    return this.longWork.answer(request, reply, (work) =>
      this.commands.execute(new RevertImportCommand(id, reason, work)),
    );
  }

  @Described({
    says: 'A mapping for a file that begins with the body',
    query: FileParameters,
    body: { types: ['application/octet-stream'], is: 'The beginning of a file' },
    answer: { type: 'application/json', is: 'Proposal' },
    refuses: [413],
  })
  @Post('mappings/propose')
  @HttpCode(200)
  @streamed
  propose(@Query() { name }: FileParameters, @Req() request: FastifyRequest): Promise<Proposal> {
    return this.queries.execute(new ProposeMapping({ name, bytes: headOf(bodyOf(request)) }));
  }

  @Described({
    says: 'Fill an empty ledger with the demonstration, or append a made-up portfolio of a given size',
    query: DemonstrationParameters,
    answer: { type: 'application/x-ndjson', is: 'Lines of {progress}, then {result: ImportReport} or {problem}' },
  })
  @Post('demonstration')
  @HttpCode(200)
  demonstration(
    @Query() { relationships, events, seed, until }: DemonstrationParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const options = given({ relationships, events, seed, until });
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
