import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { LedgerError, type Violation } from '#core/errors.js';

/** Parameters and bodies become instances of the query or command that they are; unknown fields are refused by name. */
export function strictValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const violations = violationsOf(errors);
      const sentence = violations.map(({ field, message }) => `${field} ${message}`).join('; ');
      return new LedgerError('invalid', `${sentence}.`, { violations });
    },
  });
}

/** One line a field, in the words of the shape; class-validator puts the name of the property before its words. */
export function violationsOf(errors: readonly ValidationError[], path = ''): Violation[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const field = `${path}${property}`;
    const own = Object.entries(constraints ?? {}).map(([rule, text]) => ({
      field,
      message: rule === 'whitelistValidation' ? 'is not known here' : text.replace(`${property} `, ''),
    }));
    return [...own.slice(0, 1), ...violationsOf(children ?? [], `${field}.`)];
  });
}
