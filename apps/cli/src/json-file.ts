import { readFile } from 'node:fs/promises';
import { LedgerError, type LedgerErrorCode } from '#core/errors.js';

/**
 * What a JSON file that a person wrote holds, not yet checked; a byte order mark is no part of it.
 * @param what begins the sentence that says what is wrong: “The mapping”
 * @throws LedgerError of the given code
 */
export async function readJsonFile(path: string, what: string, code: LedgerErrorCode): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new LedgerError(code, `${what} ${path} cannot be read: ${(error as Error).message}`, {
      hint: 'Correct the path.',
      cause: error,
    });
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new LedgerError(code, `${what} ${path} is not JSON: ${(error as Error).message}`, {
      hint: 'Correct the file at this place.',
      cause: error,
    });
  }
}
