import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, Length } from 'class-validator';
import { limits } from '#core/limits.js';
import type {
  AddedDigest,
  DigestPreview,
  DigestRow,
  DigestsAnswer,
  LinkAnswer,
} from '#workspace/digests/digest-answers.js';
import type { ServedTend, Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { TEND } from '../tokens.js';

/** Who is told each day what there is to do. */
export class DigestBody {
  /** Whose relationships: an id, an identifier or a name; `none`: those that nobody owns; absent: all. */
  @IsOptional()
  @IsString()
  @Length(1, limits.identifierChars)
  owner?: string;

  /** An address of mail; this or `webhook`. */
  @IsOptional()
  @IsString()
  @Length(3, limits.mailAddressChars)
  mail?: string;

  /** http or https; in an address on this machine or in a private network only if the server allows that. */
  @IsOptional()
  @IsString()
  @Length(1, limits.webhookUrlChars)
  webhook?: string;

  /** Of the day in the zone of the workspace, such as 07:30; 07:00 unless told. */
  @IsOptional()
  @IsString()
  @Length(1, 8)
  at?: string;

  /** `daily`, or days such as `mon-fri` (unless told) or `mon,wed`. */
  @IsOptional()
  @IsString()
  @Length(1, 80)
  days?: string;
}

export class ListDigests extends Query<DigestsAnswer> {}

export class PreviewDigest extends Query<DigestPreview> {
  constructor(
    readonly id: string,
    readonly work: Work,
  ) {
    super();
  }
}

export class AddDigest extends Command<AddedDigest> {
  constructor(readonly digest: DigestBody) {
    super();
  }
}

export class RemoveDigest extends Command<DigestsAnswer> {
  constructor(readonly id: string) {
    super();
  }
}

export class ChangeDigest extends Command<DigestRow> {
  constructor(
    readonly id: string,
    readonly change: 'enable' | 'disable',
  ) {
    super();
  }
}

export class SendDigest extends Command<DigestRow> {
  constructor(
    readonly id: string,
    readonly work: Work,
  ) {
    super();
  }
}

export class LookAtLink extends Query<LinkAnswer> {
  constructor(readonly token: string) {
    super();
  }
}

export class ActByLink extends Command<LinkAnswer> {
  constructor(
    readonly token: string,
    readonly how: { readonly undo?: boolean; readonly reason?: string },
  ) {
    super();
  }
}

@QueryHandler(ListDigests)
export class ListDigestsHandler implements IQueryHandler<ListDigests> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute(): Promise<DigestsAnswer> {
    return this.tend.digests.list();
  }
}

@QueryHandler(PreviewDigest)
export class PreviewDigestHandler implements IQueryHandler<PreviewDigest> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ id, work }: PreviewDigest): Promise<DigestPreview> {
    return this.tend.digests.preview(id, work);
  }
}

@CommandHandler(AddDigest)
export class AddDigestHandler implements ICommandHandler<AddDigest> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ digest: { owner, mail, webhook, at, days } }: AddDigest): Promise<AddedDigest> {
    return this.tend.digests.add(given({ owner, mail, webhook, at, days }));
  }
}

@CommandHandler(RemoveDigest)
export class RemoveDigestHandler implements ICommandHandler<RemoveDigest> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ id }: RemoveDigest): Promise<DigestsAnswer> {
    return this.tend.digests.remove(id);
  }
}

@CommandHandler(ChangeDigest)
export class ChangeDigestHandler implements ICommandHandler<ChangeDigest> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ id, change }: ChangeDigest): Promise<DigestRow> {
    return this.tend.digests.change(id, change);
  }
}

@CommandHandler(SendDigest)
export class SendDigestHandler implements ICommandHandler<SendDigest> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ id, work }: SendDigest): Promise<DigestRow> {
    return this.tend.digests.send(id, work);
  }
}

@QueryHandler(LookAtLink)
export class LookAtLinkHandler implements IQueryHandler<LookAtLink> {
  constructor(@Inject(TEND) private readonly tend: ServedTend) {}

  execute({ token }: LookAtLink): Promise<LinkAnswer> {
    return this.tend.digestLinks.look(token);
  }
}

@CommandHandler(ActByLink)
export class ActByLinkHandler implements ICommandHandler<ActByLink> {
  constructor(@Inject(TEND) private readonly tend: ServedTend) {}

  execute({ token, how }: ActByLink): Promise<LinkAnswer> {
    return this.tend.digestLinks.act(token, how);
  }
}

export const digestHandlers = [
  ListDigestsHandler,
  PreviewDigestHandler,
  AddDigestHandler,
  RemoveDigestHandler,
  ChangeDigestHandler,
  SendDigestHandler,
  LookAtLinkHandler,
  ActByLinkHandler,
];
