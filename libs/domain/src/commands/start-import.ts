import { IsBoolean, IsObject } from 'class-validator';
import { LedgerError } from '#core/errors.js';
import { IsLabel, IsSlug, Optional } from '../fields.js';

/** Import a file: the options beside its bytes. What is not given is guessed from the content. */
export class StartImport {
  /** Name of the source, part of every id; by default the process, else the file's base name. */
  @Optional() @IsLabel() dataset?: string;
  @Optional() @IsLabel() process?: string;
  @Optional() @IsSlug() format?: string;
  /** A mapping as `mapping.ts` of capture describes it, which checks it. */
  @Optional() @IsObject() mapping?: Record<string, unknown>;
  /** Rows are meant to be recognised by other columns than before. */
  @Optional() @IsBoolean() newIdentity?: boolean;
  /** Read and count, write nothing. */
  @Optional() @IsBoolean() dryRun?: boolean;
}

/**
 * Decides whether an import may go by the identity columns of its mapping. They are remembered with the dataset: rows of
 * a dataset without an id column are recognised by their values, so with other columns every row would be a new event.
 *
 * @param before the columns of the last import of this dataset, in order; undefined when there was none
 * @param now the columns of this mapping, in order; empty when rows have ids
 * @param newIdentity the person says that other columns are meant
 * @returns whether the columns change, which ImportStarted records
 * @throws LedgerError `mapping-invalid` when they differ and nobody said that this is meant
 */
export function decideImportStart(
  before: readonly string[] | undefined,
  now: readonly string[],
  newIdentity: boolean,
): { readonly changesIdentity: boolean } {
  if (before === undefined || sameColumns(before, now)) return { changesIdentity: false };
  if (newIdentity) return { changesIdentity: true };
  throw new LedgerError('mapping-invalid', 'Rows of this dataset were recognised by other columns before', {
    violations: [
      {
        field: 'identity',
        message: `must be ${columnsText(before)} as before, not ${columnsText(now)}; say --new-identity when that is meant`,
      },
    ],
  });
}

function sameColumns(before: readonly string[], now: readonly string[]): boolean {
  // Their order counts: the ids are hashes of the values in this order.
  return before.length === now.length && before.every((column, index) => column === now[index]);
}

function columnsText(columns: readonly string[]): string {
  return columns.length === 0 ? 'the id column' : columns.map((column) => `"${column}"`).join(', ');
}
