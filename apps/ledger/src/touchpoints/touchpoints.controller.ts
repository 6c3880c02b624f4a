import { BadRequestException, Body, Controller, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IsOptional, IsString, Length } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { eventOfBinaryMode } from '#capture/binary-mode.js';
import { limits } from '#core/limits.js';
import type { WrittenAnswer } from '#workspace/answers.js';
import { Described } from '../docs/described.js';
import { touchpointTypes, type BodyKind, type TextBody } from '../bodies/bodies.js';
import { Metrics } from '../operations/metrics.js';
import { RecordTouchpoints } from './record-touchpoints.js';

class RecordParameters {
  /** Name of a projection. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  wait?: string;
}

@Controller('api/v1/touchpoints')
export class TouchpointsController {
  readonly #commands: CommandBus;
  readonly #metrics: Metrics;

  constructor(commands: CommandBus, metrics: Metrics) {
    this.#commands = commands;
    this.#metrics = metrics;
  }

  /** Answers once everything is on disk. An empty batch is a valid one (CloudEvents JSON format 1.0.2, 4): nothing is made. */
  @Described({
    says: 'Append touchpoints: a CloudEvent (structured or binary mode), a batch of them, or touchpoints as JSON',
    query: RecordParameters,
    body: {
      types: touchpointTypes,
      is: 'CloudEvents 1.0, or touchpoints in the words of the record; with the headers ce-specversion, ce-id, ce-source, ce-type and ce-time the data of a CloudEvent in binary mode',
    },
    answer: {
      status: 201,
      type: 'application/json',
      is: 'WrittenAnswer: everything is on disk; 200 for an empty batch',
    },
    refuses: [409, 413, 415, 503],
  })
  @Post()
  @RouteConfig({ body: 'text' satisfies BodyKind })
  async record(
    @Body() body: TextBody | null | undefined,
    @Query() { wait }: RecordParameters,
    @Req() { raw }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenAnswer> {
    const written = await this.#commands.execute(new RecordTouchpoints(structured(body, headersOf(raw)), wait));
    this.#metrics.recorded(written);
    if (written.events.length === 0) void reply.status(200);
    return written;
  }
}

/** An event in binary mode as one in structured mode: from there on there is one way in. */
function structured(body: TextBody | null | undefined, headers: ReturnType<typeof headersOf>): TextBody {
  // What says that it is a CloudEvent is one, whatever the headers say beside it (HTTP binding 1.0.2, 3).
  const isPlain = body?.type.startsWith('application/cloudevents') !== true;
  const event = isPlain ? eventOfBinaryMode(headers, body?.text ?? '') : undefined;
  if (event !== undefined) return { text: JSON.stringify(event), type: 'application/cloudevents+json' };
  if (body === undefined || body === null) throw new BadRequestException('There is no body.');
  return body;
}

/** Each as it came: Node joins those that stand twice into one text. */
function headersOf({ headersDistinct }: FastifyRequest['raw']): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values = []]) => [name, values.length === 1 ? values[0]! : values]),
  );
}
