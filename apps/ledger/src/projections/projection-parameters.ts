import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, IsOptional, IsString, Length, Max, Min } from 'class-validator';
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

export class WhatIfBody {
  /** Parameters of the projection, by name. */
  @IsObject()
  set!: Record<string, unknown>;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(limits.diffExamplesMax)
  examples?: number;
}
