import { Inject, type PipeTransform } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, IsArray, IsOptional, IsString, Length } from 'class-validator';
import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type { Id } from '#core/time.js';
import type { Tend } from '#workspace/tend.js';
import type {
  AddedWebhook,
  DeadLettersAnswer,
  WebhookChange,
  WebhookRow,
  WebhooksAnswer,
} from '#workspace/outbox/webhook-answers.js';
import { given } from '../given.js';
import { IsCursor, IsPageLimit } from '../page-parameters.js';
import { TEND } from '../tokens.js';

/** Where somebody wants to be told, and of which signals; without `kinds` and `projections` of all. */
export class WebhookBody {
  /** http or https; in an address on this machine or in a private network only if the server allows that. */
  @IsString()
  @Length(1, limits.webhookUrlChars)
  url!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(limits.webhookFilters)
  @IsString({ each: true })
  @Length(1, limits.nameChars, { each: true })
  kinds?: string[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(limits.webhookFilters)
  @IsString({ each: true })
  @Length(1, limits.nameChars, { each: true })
  projections?: string[];
}

/** Dead letters of one webhook, or of all. */
export class DeadLetterParameters {
  @IsOptional()
  @IsString()
  @Length(36, 36)
  webhook?: string;

  @IsPageLimit()
  limit?: number;

  @IsCursor(limits.nameChars)
  after?: string;
}

/** One dead letter, those of a webhook, or all. */
export class ReplayBody {
  @IsOptional()
  @IsString()
  @Length(36, 36)
  webhook?: string;

  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  message?: string;
}

/** What else stands in a path is not repeated: it may be anything. */
export class WebhookIdPipe implements PipeTransform<string, Id> {
  transform(text: string): Id {
    if (isId(text)) return text;
    throw new LedgerError('not-found', 'Webhooks stand here by their id, as GET /api/v1/webhooks lists it.');
  }
}

export class ListWebhooks extends Query<WebhooksAnswer> {}

export class ListDeadLetters extends Query<DeadLettersAnswer> {
  constructor(readonly parameters: DeadLetterParameters) {
    super();
  }
}

export class AddWebhook extends Command<AddedWebhook> {
  constructor(readonly webhook: WebhookBody) {
    super();
  }
}

export class RemoveWebhook extends Command<WebhooksAnswer> {
  constructor(readonly id: string) {
    super();
  }
}

export class ChangeWebhook extends Command<WebhookRow> {
  constructor(
    readonly id: string,
    readonly change: WebhookChange,
  ) {
    super();
  }
}

export class ReplayDeadLetters extends Command<{ readonly replayed: number }> {
  constructor(readonly which: ReplayBody) {
    super();
  }
}

@QueryHandler(ListWebhooks)
export class ListWebhooksHandler implements IQueryHandler<ListWebhooks> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute(): Promise<WebhooksAnswer> {
    return this.tend.webhooks.list();
  }
}

@QueryHandler(ListDeadLetters)
export class ListDeadLettersHandler implements IQueryHandler<ListDeadLetters> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ parameters: { webhook, limit, after } }: ListDeadLetters): Promise<DeadLettersAnswer> {
    return this.tend.webhooks.deadLetters(given({ webhook, limit, after }));
  }
}

@CommandHandler(AddWebhook)
export class AddWebhookHandler implements ICommandHandler<AddWebhook> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ webhook: { url, kinds, projections } }: AddWebhook): Promise<AddedWebhook> {
    return this.tend.webhooks.add({ url, ...given({ kinds, projections }) });
  }
}

@CommandHandler(RemoveWebhook)
export class RemoveWebhookHandler implements ICommandHandler<RemoveWebhook> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ id }: RemoveWebhook): Promise<WebhooksAnswer> {
    return this.tend.webhooks.remove(id);
  }
}

@CommandHandler(ChangeWebhook)
export class ChangeWebhookHandler implements ICommandHandler<ChangeWebhook> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ id, change }: ChangeWebhook): Promise<WebhookRow> {
    return this.tend.webhooks.change(id, change);
  }
}

@CommandHandler(ReplayDeadLetters)
export class ReplayDeadLettersHandler implements ICommandHandler<ReplayDeadLetters> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ which: { webhook, message } }: ReplayDeadLetters): Promise<{ readonly replayed: number }> {
    return this.tend.webhooks.replay(given({ webhook, message }));
  }
}

export const webhookHandlers = [
  ListWebhooksHandler,
  ListDeadLettersHandler,
  AddWebhookHandler,
  RemoveWebhookHandler,
  ChangeWebhookHandler,
  ReplayDeadLettersHandler,
];
