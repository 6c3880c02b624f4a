import { ImportJournal } from '#capture/import-journal.js';
import type { Id } from '#core/time.js';
import { decideRevert } from '#domain/commands/revert-import.js';
import { actorOf } from '../ledger/acting-user.js';
import type { WritableWorkspace } from '../workspace.js';

/**
 * Takes an import back by an event; nothing is deleted. Its touchpoints are hidden from every answer, but for those that
 * another import vouches for. Importing the file again brings them back.
 *
 * @param running the imports that go on now
 * @throws LedgerError `not-found`, `import-running`, `invalid`
 */
export async function revertImport(
  workspace: WritableWorkspace,
  importId: Id,
  reason: string | undefined,
  running: ReadonlySet<Id>,
): Promise<void> {
  const { ledger, keys, names, clock, random } = workspace;
  const history = [...ledger.readStream(`import-${importId}`)];
  decideRevert(
    history.map(({ type }) => type),
    running.has(importId),
  );
  const { source, recorder } = history[0]!;
  const actor = await actorOf(workspace);
  const { connector, dataset } = source;
  const journal = new ImportJournal(
    { ledger, clock, random, keys, directory: names },
    { importId, connector, dataset, actor, recorder },
  );
  await journal.reverted(reason);
}
