import { readFileSync } from 'node:fs';
import { LedgerError } from '#core/errors.js';

/** What the program is told from outside. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that cannot be used. What it says repeats no address: one may hold a password. */
export function refusedSetting(name: string, message: string): LedgerError {
  return new LedgerError('invalid', `${name}: ${message}.`, { violations: [{ field: name, message }] });
}

/** What stands in the file that a setting names, without the end of its line; nothing where it names none. @throws LedgerError `invalid` */
export function secretOf(environment: Environment, name: string): string | undefined {
  const path = environment[name] ?? '';
  if (path === '') return undefined;
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw refusedSetting(name, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
