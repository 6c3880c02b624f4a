import { LedgerError } from '#core/errors.js';
import { IsLabel, IsRef, Optional } from '../fields.js';

/** Take an import back: what no other import vouches for is hidden from every answer. */
export class RevertImport {
  @IsRef() importId!: string;
  /** Why, in a person's words; it is sealed. */
  @Optional() @IsLabel() reason?: string;
}

/**
 * Decides whether an import may be taken back. One that was cut off may: that is a way to be rid of half a file.
 * @param types of the events in the stream of the import
 * @param isRunning whether it goes on in this moment
 * @throws LedgerError `not-found`, `import-running`, `invalid` when it is taken back already
 */
export function decideRevert(types: readonly string[], isRunning: boolean): void {
  if (!types.includes('ImportStarted')) throw new LedgerError('not-found', 'There is no such import.');
  if (isRunning) throw new LedgerError('import-running', 'This import goes on; cancel it first.');
  if (!types.includes('ImportReverted')) return;
  throw new LedgerError('invalid', 'This import is taken back already.', {
    hint: 'Import the file again to bring its touchpoints back.',
  });
}
