import { Transform } from 'class-transformer';

/** A parameter that may be given several times: once, it is a list of one. */
export const listed = (): PropertyDecorator =>
  Transform(({ value }) => (typeof value === 'string' ? [value] : (value as unknown)));
