import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { limits } from '#core/limits.js';
import {
  processesParts,
  processParts,
  type ProcessAnswer,
  type ProcessesAnswer,
  type ProcessesPart,
  type ProcessPart,
} from '#workspace/processes/process-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { listed } from '../listed.js';
import { MomentParameters } from '../moment-parameters.js';
import { TEND } from '../tokens.js';

export class ProcessesParameters extends MomentParameters {
  /** What is told beside the list. */
  @IsOptional()
  @listed()
  @IsArray()
  @IsIn(processesParts, { each: true })
  show?: ProcessesPart[];
}

export class ListProcesses extends Query<ProcessesAnswer> {
  constructor(
    readonly parameters: ProcessesParameters,
    readonly work: Work,
  ) {
    super();
  }
}

class ChosenCases extends MomentParameters {
  /** Only cases that meet all of these conditions: `name=value`, as often as wanted. */
  @IsOptional()
  @listed()
  @IsArray()
  @ArrayMaxSize(limits.caseConditions)
  @IsString({ each: true })
  @Length(3, limits.caseConditionChars, { each: true })
  filter?: string[];

  /** Beside them, cases that meet all of these, and what differs between both. */
  @IsOptional()
  @listed()
  @IsArray()
  @ArrayMaxSize(limits.caseConditions)
  @IsString({ each: true })
  @Length(3, limits.caseConditionChars, { each: true })
  against?: string[];
}

export class ProcessParameters extends ChosenCases {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(limits.pageMax)
  variants?: number;

  /** How many flows are compared. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(limits.mapFlows)
  flows?: number;

  /** Parts that are told beside the process itself, as often as wanted. */
  @IsOptional()
  @listed()
  @IsArray()
  @IsIn(processParts, { each: true })
  show?: ProcessPart[];

  /** From one milestone of a case to another, as `start -> last Resolve`, as often as wanted. */
  @IsOptional()
  @listed()
  @IsArray()
  @ArrayMaxSize(limits.milestoneSpans)
  @IsString({ each: true })
  @Length(2, limits.caseConditionChars, { each: true })
  milestones?: string[];
}

export class ReadProcess extends Query<ProcessAnswer> {
  constructor(
    readonly name: string,
    readonly parameters: ProcessParameters,
    readonly work: Work,
  ) {
    super();
  }
}

export class MapParameters extends ChosenCases {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(limits.mapFlows)
  flows?: number;

  /** What stands at a flow beside its count: a time between its two activities, or nothing. */
  @IsOptional()
  @IsIn(['count', 'mean', 'median'])
  measure?: 'count' | 'mean' | 'median';
}

export class DrawProcess extends Query<string> {
  constructor(
    readonly name: string,
    readonly map: MapParameters,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ListProcesses)
export class ListProcessesHandler implements IQueryHandler<ListProcesses> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ parameters: { show, asOf, knownBy }, work }: ListProcesses): Promise<ProcessesAnswer> {
    return this.tend.processes(given({ show, asOf, knownBy }), work);
  }
}

@QueryHandler(ReadProcess)
export class ReadProcessHandler implements IQueryHandler<ReadProcess> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ name, parameters, work }: ReadProcess): Promise<ProcessAnswer> {
    const { variants, flows, filter, against, show, milestones, asOf, knownBy } = parameters;
    return this.tend.process(name, given({ variants, flows, filter, against, show, milestones, asOf, knownBy }), work);
  }
}

@QueryHandler(DrawProcess)
export class DrawProcessHandler implements IQueryHandler<DrawProcess> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ name, map: { flows, measure, filter, against, asOf, knownBy }, work }: DrawProcess): Promise<string> {
    return this.tend.processMap(name, given({ flows, measure, filter, against, asOf, knownBy }), work);
  }
}

export const processHandlers = [ListProcessesHandler, ReadProcessHandler, DrawProcessHandler];
