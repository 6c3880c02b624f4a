import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { LedgerError, type Violation } from '#core/errors.js';

/** Parameters and bodies become instances of the query or command that they are; unknown fields are refused by name. */
export function strictValidation(): ValidationPipe {
  return new StrictValidation({
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

class StrictValidation extends ValidationPipe {
  /** Shapes of which nothing is also right: most requests give no parameter, and walking the rules for it costs. */
  readonly #optional = new WeakSet<object>();

  /** The framework drops these names without a word; what is not taken is refused. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const dropped =
      typeof value === 'object' ? Object.keys(value ?? {}).filter((name) => name in Object.prototype) : [];
    if (dropped.length > 0) {
      const violations = dropped.map((field) => ({ field, message: 'is not known here' }));
      throw new LedgerError('invalid', `${dropped.join(', ')} is not known here.`, { violations });
    }
    const { metatype, type } = metadata;
    const isNothing = type === 'query' && metatype !== undefined && Object.keys(value ?? {}).length === 0;
    if (isNothing && this.#optional.has(metatype)) return new metatype() as unknown;
    const checked = (await super.transform(value, metadata)) as unknown;
    if (isNothing) this.#optional.add(metatype);
    return checked;
  }
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
