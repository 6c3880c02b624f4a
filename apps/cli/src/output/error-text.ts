import { CommanderError } from 'commander';
import { LedgerError } from '#core/errors.js';
import { UsageError } from '../usage-error.js';
import { jsonText, oneLine } from './text.js';

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

/**
 * An error as a program reads it: one line, a problem document as HTTP has it, without a status.
 * @param about what else belongs into it
 */
export function errorJson(error: unknown, about: object = {}): string {
  const { message = String(error) } = (error ?? {}) as Partial<Error>;
  const type = 'about:blank';
  if (error instanceof LedgerError) {
    const { code, title, hint, violations } = error;
    const wrong = violations.length > 0 ? { violations } : {};
    return jsonText({ type, title, code, detail: message, hint, ...wrong, ...about }, false);
  }
  if (error instanceof UsageError || error instanceof CommanderError) {
    const detail = message.replace(/^error: /, '');
    return jsonText({ type, title: 'Wrong usage', code: 'usage', detail, hint: 'See `tend help`.', ...about }, false);
  }
  if (isSystemError(error)) {
    const hint = 'Look at the file or folder that is named.';
    return jsonText({ type, title: 'The system refuses', code: 'system', detail: message, hint, ...about }, false);
  }
  const hint = 'Set TEND_DEBUG=1, without --json, to see where.';
  return jsonText({ type, title: 'Unexpected error', code: 'internal', detail: message, hint, ...about }, false);
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
