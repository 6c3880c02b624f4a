import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsOptional,
  IsString,
  Length,
  ValidateNested,
} from 'class-validator';
import { limits } from '#core/limits.js';
import type { PublishedAnswer, RulesAnswer } from '#workspace/rules/rule-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { flag } from '../flag.js';
import { given } from '../given.js';
import { MomentParameters } from '../moment-parameters.js';
import { RuleBody } from '../projections/projection-parameters.js';
import { TEND } from '../tokens.js';

export class RulesParameters extends MomentParameters {
  /** Only those of one type of event. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  type?: string;

  /** Also those that were replaced. */
  @IsOptional()
  @flag()
  @IsBoolean()
  all?: boolean;
}

export class PublishRulesBody {
  /** All of them are published, or none. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.assumedRules)
  @ValidateNested({ each: true })
  @Type(() => RuleBody)
  rules!: RuleBody[];

  /** Only checks them, and says what would be published, with the holidays that are added to calendars. */
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

export class ListRules extends Query<RulesAnswer> {
  constructor(readonly parameters: RulesParameters) {
    super();
  }
}

export class PublishRules extends Command<PublishedAnswer> {
  constructor(
    readonly body: PublishRulesBody,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ListRules)
export class ListRulesHandler implements IQueryHandler<ListRules> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ parameters: { type, all, asOf, knownBy } }: ListRules): Promise<RulesAnswer> {
    return this.tend.rules.list(given({ type, all, asOf, knownBy }));
  }
}

@CommandHandler(PublishRules)
export class PublishRulesHandler implements ICommandHandler<PublishRules> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ body: { rules, dryRun }, work }: PublishRules): Promise<PublishedAnswer> {
    return this.tend.rules.publish(
      rules.map(({ type, effectiveFrom, data }) => ({ type, data, ...given({ effectiveFrom }) })),
      work,
      given({ dryRun }),
    );
  }
}

export const ruleHandlers = [ListRulesHandler, PublishRulesHandler];
