import { IsEmpty } from 'class-validator';

/** Of a route that takes no query parameters: whatever is given is refused by name. */
export class NoParameters {
  /** The validator refuses what has no shape at all, so the shape has one field that nobody can give. */
  @IsEmpty()
  none?: never;
}
