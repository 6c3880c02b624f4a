import { BadRequestException, Body, Controller, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IsOptional, IsString, Length } from 'class-validator';
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

  /** Answers once everything is on disk. */
  @Described({
    says: 'Append touchpoints: a CloudEvent, a batch of them, or touchpoints as JSON',
    query: RecordParameters,
    body: { types: touchpointTypes, is: 'CloudEvents 1.0, or touchpoints in the words of the record' },
    answer: { status: 201, type: 'application/json', is: 'WrittenAnswer: everything is on disk' },
    refuses: [409, 413, 415, 503],
  })
  @Post()
  @RouteConfig({ body: 'text' satisfies BodyKind })
  async record(@Body() body: unknown, @Query() { wait }: RecordParameters): Promise<WrittenAnswer> {
    if (body === undefined || body === null) throw new BadRequestException('There is no body.');
    const written = await this.#commands.execute(new RecordTouchpoints(body as TextBody, wait));
    this.#metrics.recorded(written);
    return written;
  }
}
