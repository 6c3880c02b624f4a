import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LedgerError } from '#core/errors.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { LiveFeed } from './live-feed.js';

@Controller('api/v1/live')
export class LiveController {
  constructor(private readonly feed: LiveFeed) {}

  /** Server-sent events; a client that comes back with `Last-Event-ID` is told what it missed. */
  @Described({
    says: 'Server-sent events: touchpoints, progress, builds',
    answer: {
      type: 'text/event-stream',
      is: 'events `touchpoints` {sequence, count}, `progress`, and `builds` (BuildingRow[]) when builds on their way move',
    },
    refuses: [503],
  })
  @Get()
  async live(
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query() _none: NoParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.feed.join(reply.raw, reply.getHeaders() as Record<string, string>, sequenceOf(lastEventId));
    reply.hijack();
  }
}

function sequenceOf(lastEventId: string | undefined): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  const sequence = Number(lastEventId);
  if (Number.isSafeInteger(sequence) && sequence >= 0) return sequence;
  throw new LedgerError('invalid', 'Last-Event-ID must be the id of an event of this stream.');
}
