import { LedgerError } from '#core/errors.js';
import type { Activation } from '#projections/builds/engine-parts.js';

/** `TEND_ACTIVATION`: whether a changed projection serves as soon as it is built, or waits. @throws LedgerError `invalid` */
export function activationOf(environment: Readonly<Record<string, string | undefined>>): Activation {
  const given = environment['TEND_ACTIVATION'] || 'automatic';
  if (given === 'automatic' || given === 'review') return given;
  const message = 'must be automatic or review';
  throw new LedgerError('invalid', `TEND_ACTIVATION: ${message}.`, {
    violations: [{ field: 'TEND_ACTIVATION', message }],
  });
}
