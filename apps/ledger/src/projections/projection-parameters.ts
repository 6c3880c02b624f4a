import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { limits } from '#core/limits.js';

export class RebuildParameters {
  /** Activate it as soon as it is complete; otherwise it waits. */
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown)))
  @IsBoolean()
  activate?: boolean;
}

export class BuildParameters {
  /** The id of a build, or its number; without it the one that there is. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  build?: string;
}

export class KeyParameters {
  /** The key of a document, as `stall` and `apart` of its builds name it. */
  @IsString()
  @Length(1, limits.projectionKeyBytes)
  key!: string;
}

export class DiffParameters {
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  from?: string;

  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  to?: string;

  /** Of each kind of difference. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(limits.diffExamplesMax)
  examples?: number;
}

/** A rule that is published, or taken to have been. */
export class RuleBody {
  /** Type of the event that publishes it. */
  @IsString()
  @Length(1, limits.nameChars)
  type!: string;

  /** ISO 8601, or a date: its beginning. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  effectiveFrom?: string;

  /** As the event holds it. */
  @IsObject()
  data!: Record<string, unknown>;
}

/** Who would have been flagged when, and which of these really left. */
export class FlagsBody {
  /** The kind of signal that flags a relationship; `silence` for the trajectory, unless told. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  signal?: string;

  /** Rows of single flags; all are counted. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(limits.flagRowsMax)
  limit?: number;
}

export class WhatIfBody {
  /** Parameters of the projection, by name. */
  @IsOptional()
  @IsObject()
  set?: Record<string, unknown>;

  /** In the place of all that was published of the same type and scope. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(limits.assumedRules)
  @ValidateNested({ each: true })
  @Type(() => RuleBody)
  context?: RuleBody[];

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(limits.diffExamplesMax)
  examples?: number;

  /** Asks for `flags` in the answer: who would have been flagged when, and which of these really left. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => FlagsBody)
  flags?: FlagsBody;
}
