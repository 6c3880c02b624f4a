import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { AddedWebhook, DeadLettersAnswer, WebhookRow, WebhooksAnswer } from '#workspace/outbox/webhook-answers.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import {
  AddWebhook,
  ChangeWebhook,
  DeadLetterParameters,
  ListDeadLetters,
  ListWebhooks,
  RemoveWebhook,
  ReplayBody,
  ReplayDeadLetters,
  WebhookBody,
  WebhookIdPipe,
} from './webhook-messages.js';

const json = (is: string) => ({ type: 'application/json', is });

@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
  ) {}

  @Described({ says: 'Who is told what becomes of signals, and how that goes', answer: json('WebhooksAnswer') })
  @Get()
  list(@Query() _none: NoParameters): Promise<WebhooksAnswer> {
    return this.queries.execute(new ListWebhooks());
  }

  @Described({
    says: 'Tell an address what becomes of signals. The answer holds the secret that messages are signed with, this once',
    body: WebhookBody,
    answer: { ...json('AddedWebhook'), status: 201 },
    refuses: [404, 413],
  })
  @Post()
  add(@Body() webhook: WebhookBody, @Query() _none: NoParameters): Promise<AddedWebhook> {
    return this.commands.execute(new AddWebhook(webhook));
  }

  @Described({
    says: 'Messages that were given up after their last attempt, the newest first',
    query: DeadLetterParameters,
    answer: json('DeadLettersAnswer'),
    refuses: [404],
  })
  @Get('dead-letters')
  deadLetters(@Query() parameters: DeadLetterParameters): Promise<DeadLettersAnswer> {
    return this.queries.execute(new ListDeadLetters(parameters));
  }

  @Described({
    says: 'Send dead letters again: one, those of a webhook, or all',
    body: ReplayBody,
    answer: json('How many are sent again: {replayed}'),
    refuses: [404],
  })
  @Post('dead-letters/replay')
  @HttpCode(200)
  replay(@Body() which: ReplayBody, @Query() _none: NoParameters): Promise<{ readonly replayed: number }> {
    return this.commands.execute(new ReplayDeadLetters(which));
  }

  @Described({
    says: 'Remove a webhook, with all that waits for it',
    answer: json('WebhooksAnswer'),
    refuses: [404],
  })
  @Delete(':id')
  remove(@Param('id', WebhookIdPipe) id: string, @Query() _none: NoParameters): Promise<WebhooksAnswer> {
    return this.commands.execute(new RemoveWebhook(id));
  }

  @Described({
    says: 'Tell a webhook again that was disabled, by hand or because its receiver wanted nothing more',
    answer: json('WebhookRow'),
    refuses: [404],
  })
  @Post(':id/enable')
  @HttpCode(200)
  enable(@Param('id', WebhookIdPipe) id: string, @Query() _none: NoParameters): Promise<WebhookRow> {
    return this.commands.execute(new ChangeWebhook(id, 'enable'));
  }

  @Described({
    says: 'Tell a webhook nothing until it is enabled; what waits for it goes on waiting',
    answer: json('WebhookRow'),
    refuses: [404],
  })
  @Post(':id/disable')
  @HttpCode(200)
  disable(@Param('id', WebhookIdPipe) id: string, @Query() _none: NoParameters): Promise<WebhookRow> {
    return this.commands.execute(new ChangeWebhook(id, 'disable'));
  }
}
