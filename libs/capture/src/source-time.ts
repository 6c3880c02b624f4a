import { LedgerError } from '#core/errors.js';
import { parseTimestamp } from '#core/time.js';
import type { Timestamp } from '#core/time.js';

/**
 * A time as a source wrote it, by `parseTimestamp`. A refusal says what is wrong with the text and never quotes it: a
 * column that is taken for times by mistake may hold names, and refusals go to terminals, reports and logs.
 *
 * @throws LedgerError `invalid` with the reason, as what is said of the text: `names a day that no calendar has.`
 */
export function sourceTime(text: string, options: { readonly zone?: string | undefined } = {}): Timestamp {
  try {
    return parseTimestamp(text, options);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    const quoted = `"${text.slice(0, 64)}" `;
    throw new LedgerError(
      error.code,
      error.message.replace(quoted, () => ''),
    );
  }
}
