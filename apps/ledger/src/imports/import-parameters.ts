import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { parseJson } from '#capture/json/json-text.js';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { flag } from '../flag.js';

export class FileParameters {
  /** Name of the file, for its kind and for the name of the dataset. */
  @IsString()
  @Length(1, limits.nameChars)
  name!: string;
}

export class ImportParameters extends FileParameters {
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  dataset?: string;

  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  process?: string;

  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  format?: string;

  /** Of an object-centric log: the type of objects that are the cases; without one as before, else the one most events concern. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  case?: string;

  /** Bytes of the whole file, for the time that is left. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  sizeBytes?: number;

  @IsOptional()
  @flag()
  @IsBoolean()
  dryRun?: boolean;

  @IsOptional()
  @flag()
  @IsBoolean()
  newIdentity?: boolean;
}

export class RevertBody {
  /** Why, in a person's words; it is sealed. */
  @IsOptional()
  @IsString()
  @Length(1, limits.nameChars)
  reason?: string;
}

export class DemonstrationParameters {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  relationships?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000_000)
  events?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  seed?: number;

  /** The last day of it, such as 2026-03-01, or `today`: the latest that is over. */
  @IsOptional()
  @IsString()
  @Length(1, 10)
  until?: string;
}

/** The mapping in the header `Tend-Mapping`: base64url of JSON. @throws LedgerError `mapping-invalid` */
export function mappingOf(header: string | undefined): unknown {
  if (header === undefined) return undefined;
  try {
    if (!/^[A-Za-z0-9_-]+=*$/.test(header)) throw new Error('it is not base64url');
    return parseJson(Buffer.from(header, 'base64url'));
  } catch (error) {
    const { message } = error as Error;
    throw new LedgerError('mapping-invalid', `The header Tend-Mapping cannot be read: ${message}`, { cause: error });
  }
}
