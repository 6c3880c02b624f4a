import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsString, Length } from 'class-validator';
import { linkEvidence, type LinkEvidence } from '#core/link-evidence.js';
import { limits } from '#core/limits.js';
import type { LinkAnswer } from '#workspace/answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { TEND } from '../tokens.js';

/** Two parties that are one, each by an id, an identifier or a name. */
export class LinkBody {
  @IsString()
  @Length(1, limits.identifierChars)
  party!: string;

  @IsString()
  @Length(1, limits.identifierChars)
  other!: string;

  /** What says so. */
  @IsIn(linkEvidence)
  evidence!: LinkEvidence;
}

export class UnlinkBody {
  /** Id of the link. */
  @IsString()
  @Length(36, 36)
  link!: string;
}

export class LinkPartiesCommand extends Command<LinkAnswer> {
  constructor(
    readonly given: LinkBody,
    readonly work: Work,
  ) {
    super();
  }
}

export class UnlinkPartiesCommand extends Command<LinkAnswer> {
  constructor(
    readonly link: string,
    readonly work: Work,
  ) {
    super();
  }
}

@CommandHandler(LinkPartiesCommand)
export class LinkPartiesHandler implements ICommandHandler<LinkPartiesCommand> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ given: { party, other, evidence }, work }: LinkPartiesCommand): Promise<LinkAnswer> {
    return this.tend.link(party, other, evidence, work);
  }
}

@CommandHandler(UnlinkPartiesCommand)
export class UnlinkPartiesHandler implements ICommandHandler<UnlinkPartiesCommand> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ link, work }: UnlinkPartiesCommand): Promise<LinkAnswer> {
    return this.tend.unlink(link, work);
  }
}

export const linkHandlers = [LinkPartiesHandler, UnlinkPartiesHandler];
