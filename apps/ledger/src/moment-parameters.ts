import { IsBoolean, IsEmpty, IsOptional, IsString, Length } from 'class-validator';
import { flag } from './flag.js';

const timeChars = 64;

/** A time is ISO 8601, a date (its end), or `-30d`. */
class BothAxes {
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

/** A moment of lists and totals. */
export class MomentParameters extends BothAxes {
  /** Nobody can give it here; who tries is told where. */
  @IsEmpty({ message: 'is answered for one relationship and its timeline alone' })
  asClaimed?: never;
}

/** A moment of one relationship. */
export class ClaimedMomentParameters extends BothAxes {
  /** What was known by then is told by the sources, and not by when it was recorded here. */
  @IsOptional()
  @flag()
  @IsBoolean()
  asClaimed?: boolean;
}
