import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';
import { limits } from '#core/limits.js';
import type { BackTestAnswer } from '#workspace/prediction/back-test-answers.js';
import type { FitAnswer } from '#workspace/prediction/fit-answers.js';
import type { Tend, Work } from '#workspace/tend.js';
import { given } from '../given.js';
import { TEND } from '../tokens.js';

export class BackTestBody {
  /** Days after which nothing may be known: ISO 8601, a date, or -30d. Three of the ledger's own, unless told. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.backTestCuts)
  @IsString({ each: true })
  @Length(1, limits.nameChars, { each: true })
  cuts?: string[];

  /** In how many days leaving is looked for, the same for all. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(36_500)
  horizonDays?: number;

  /** How many an owner can handle. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.backTestCapacities)
  @IsInt({ each: true })
  @Min(1, { each: true })
  capacities?: number[];

  /** Of the bootstraps: the same gives the same numbers. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(0xffff_ffff)
  seed?: number;

  /** Bootstraps over relationships. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(limits.backTestReplicates)
  replicates?: number;
}

export class FitRulesBody {
  /** Only what was recorded by then counts: ISO 8601, a date (its end), or -30d. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  through?: string;

  /** Fit the seasons, and not the rhythms. */
  @IsOptional()
  @IsBoolean()
  seasons?: boolean;

  /** The published calendar by which days are open. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  calendar?: string;

  /** Publish what was found. */
  @IsOptional()
  @IsBoolean()
  publish?: boolean;
}

export class FitRules extends Command<FitAnswer> {
  constructor(
    readonly body: FitRulesBody,
    readonly work: Work,
  ) {
    super();
  }
}

export class RunBackTest extends Command<BackTestAnswer> {
  constructor(
    readonly body: BackTestBody,
    readonly work: Work,
  ) {
    super();
  }
}

@CommandHandler(RunBackTest)
export class RunBackTestHandler implements ICommandHandler<RunBackTest> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ body, work }: RunBackTest): Promise<BackTestAnswer> {
    const { cuts, horizonDays, capacities, seed, replicates } = body;
    return this.tend.backtest(given({ cuts, horizonDays, capacities, seed, replicates }), work);
  }
}

@CommandHandler(FitRules)
export class FitRulesHandler implements ICommandHandler<FitRules> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ body: { through, seasons, calendar, publish }, work }: FitRules): Promise<FitAnswer> {
    return this.tend.fitRules(given({ through, seasons, calendar, publish }), work);
  }
}

export const predictionHandlers = [RunBackTestHandler, FitRulesHandler];
