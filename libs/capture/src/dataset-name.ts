import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';

/**
 * The name of a dataset by default: the file's base name without what tells its format.
 * @throws LedgerError `invalid` when nothing remains of it
 */
export function datasetOf(fileName: string): string {
  const base = fileName
    .replace(/^.*[\\/]/, '')
    .replace(/(?:\.(?:csv|tsv|txt|ndjson|jsonl|jsonocel|json|xes|xml|gz))+$/i, '');
  const name = base
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '')
    .trim()
    .slice(0, limits.nameChars);
  if (name === '') throw new LedgerError('invalid', 'The file has no name: give the dataset one');
  return name;
}
