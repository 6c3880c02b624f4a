import { LedgerError } from '#core/errors.js';
import { oneLine } from './text.js';

/** An error as a person reads it: what, each thing that is wrong, and what to do. A defect of ours says that it is one. */
export function describeError(error: unknown, debug: boolean): string {
  const { message = String(error), stack = '' } = (error ?? {}) as Partial<Error>;
  const trace = debug ? `${stack}\n` : '';
  if (error instanceof LedgerError) {
    if (error.code === 'cancelled') return `${oneLine(message)}\n${trace}`;
    const lines = [`${message} (${error.code})`, ...violationsOf(error), error.hint];
    return `${lines.map(oneLine).join('\n')}\n${trace}`;
  }
  // The file system says what it is about: it is not a defect.
  if (isSystemError(error)) return `${oneLine(message)}\n${trace}`;
  return `Unexpected: ${oneLine(message)}\n${debug ? trace : 'Set TEND_DEBUG=1 to see where.\n'}`;
}

/** Those that the sentence does not tell already. */
function violationsOf({ message, violations }: LedgerError): string[] {
  return violations
    .filter((violation) => !message.includes(violation.message))
    .map((violation) => `  ${violation.field}: ${violation.message}`);
}

function isSystemError(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined;
}
