import { LedgerError } from '#core/errors.js';

/** An error as a person reads it: what, each thing that is wrong, and what to do. A defect of ours says that it is one. */
export function describeError(error: unknown, debug: boolean): string {
  if (error instanceof LedgerError) {
    const lines = [`${error.message} (${error.code})`];
    for (const { field, message } of error.violations) lines.push(`  ${field}: ${message}`);
    lines.push(error.hint);
    if (debug && error.stack !== undefined) lines.push(error.stack);
    return `${lines.join('\n')}\n`;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return `Unexpected: ${message}\n${debug ? `${stack}\n` : 'Set TEND_DEBUG=1 to see where.\n'}`;
}
