import { Transform } from 'class-transformer';

/** `true` and `false` in an address; anything else is left for the validator to refuse. */
export const flag = (): PropertyDecorator =>
  Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown)));
