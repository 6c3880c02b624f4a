import { IsOptional, IsString, Length } from 'class-validator';

const timeChars = 64;

/** A time is ISO 8601, a date (its end), or `-30d`. */
export class MomentParameters {
  /** What had occurred by then. */
  @IsOptional()
  @IsString()
  @Length(1, timeChars)
  asOf?: string;

  /** What was known by then; alone it is `asOf` too. */
  @IsOptional()
  @IsString()
  @Length(1, timeChars)
  knownBy?: string;
}
