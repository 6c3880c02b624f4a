import { documentOf, documentsOf } from './documents.js';
import type { MadeReads } from './made-answers.js';
import { begunAt, momentOf } from './moment.js';
import { totalEventsOf, totalsOf } from './totals.js';
import type { Workspace } from './workspace.js';

export type { MadeReads } from './made-answers.js';

/**
 * Reads of what projections make, of an opened workspace.
 * @param caughtUp waits for a projection where nobody else folds it
 */
export function madeReads(workspace: Workspace, caughtUp: (projection: string) => Promise<void>): MadeReads {
  return {
    async documents(projection, query) {
      const moment = momentOf(workspace, query);
      await caughtUp(projection);
      return documentsOf(workspace, projection, query, moment);
    },
    async document(projection, key, query) {
      const moment = momentOf(workspace, query);
      await caughtUp(projection);
      return documentOf(workspace, projection, key, moment);
    },
    async totals(projection, query) {
      const moment = momentOf(workspace, query);
      await caughtUp(projection);
      return totalsOf(workspace, projection, query, moment);
    },
    async totalEvents(projection, query) {
      const asked = momentOf(workspace, query) ?? begunAt(workspace, query);
      await caughtUp(projection);
      const { ledger, clock } = workspace;
      const now = { asOf: clock.now(), known: ledger.head().sequence };
      return totalEventsOf(workspace, projection, query, asked ?? now);
    },
  };
}
