import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { limits } from '#core/limits.js';
import type { DefinitionChange } from '#domain/commands/define-process.js';
import type { DefinedAnswer, DefinitionsAnswer } from '#workspace/processes/definitions/definition-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { TEND } from '../tokens.js';

export class RevertBody {
  /** The version that is published once more; the one before, unless told. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  version?: string;
}

export class DefineProcessBody {
  @IsString()
  @Length(1, limits.nameChars)
  process!: string;

  /** Members of `ProcessDefined` that are to be other than they are, and `without`: parts or targets that are taken away. */
  @IsOptional()
  @IsObject()
  change?: DefinitionChange;

  /** The expected path as BPMN 2.0 XML. */
  @IsOptional()
  @IsString()
  @Length(1, limits.bpmnChars)
  bpmn?: string;

  /** Instead of a change: a former version once more. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RevertBody)
  revert?: RevertBody;

  /** How the version is called; the next number, unless told. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  version?: string;

  /** ISO 8601, or a date: its beginning. Now, unless told. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  effectiveFrom?: string;

  /** Only says what would be published. */
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

export class ListDefinitions extends Query<DefinitionsAnswer> {
  constructor(readonly process: string) {
    super();
  }
}

export class DefineProcess extends Command<DefinedAnswer> {
  constructor(
    readonly body: DefineProcessBody,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ListDefinitions)
export class ListDefinitionsHandler implements IQueryHandler<ListDefinitions> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ process }: ListDefinitions): Promise<DefinitionsAnswer> {
    return this.tend.processDefinitions.list(process);
  }
}

@CommandHandler(DefineProcess)
export class DefineProcessHandler implements ICommandHandler<DefineProcess> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ body, work }: DefineProcess): Promise<DefinedAnswer> {
    const { process, change, bpmn, revert, version, effectiveFrom, dryRun } = body;
    const reverted = revert === undefined ? undefined : given({ version: revert.version });
    const query = given({ change, bpmn, revert: reverted, version, effectiveFrom, dryRun });
    return this.tend.processDefinitions.define({ process, ...query }, work);
  }
}

export const definitionHandlers = [ListDefinitionsHandler, DefineProcessHandler];
