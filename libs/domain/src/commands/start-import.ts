import { IsBoolean, IsObject } from 'class-validator';
import { LedgerError } from '#core/errors.js';
import { IsLabel, IsSlug, Optional } from '../fields.js';

/** Import a file: the options beside its bytes. What is not given is guessed from the content. */
export class StartImport {
  /** Name of the source, part of every id; by default the process, else the file's base name. */
  @Optional() @IsLabel() dataset?: string;
  @Optional() @IsLabel() process?: string;
  @Optional() @IsSlug() format?: string;
  /** The type of objects that are the cases of an object-centric log. */
  @Optional() @IsLabel() case?: string;
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

/**
 * Decides what the cases of a dataset of objects are. Its first import decides for good: an event is recorded as a step of its
 * case, so under other cases every event would differ from what is recorded, and events are never rewritten.
 *
 * @param before the type of objects that they were in earlier imports; undefined when there was none
 * @param said the type that the person says; undefined when nobody says
 * @throws LedgerError `invalid` when it is another one than before
 */
export function decideCases(dataset: string, before: string | undefined, said: string | undefined): void {
  if (before === undefined || said === undefined || before === said) return;
  throw new LedgerError(
    'invalid',
    `The cases of the dataset “${dataset}” are its objects of the type “${before}”: its events are recorded as their steps`,
    {
      violations: [{ field: 'case', message: `must be ${before} as before, not ${said}` }],
      hint: `Events are never rewritten: to see the log by “${said}”, import it as another dataset (--dataset NAME).`,
    },
  );
}
