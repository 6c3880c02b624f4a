import { documentOf, documentsOf } from './documents.js';
import type { MadeReads } from './made-answers.js';
import { momentOf } from '../moments/moment.js';
import { requireRead } from './told-of-people.js';
import { totalsOf } from './totals.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

export type { MadeReads } from './made-answers.js';

/**
 * Reads of what projections make, of an opened workspace.
 * @param caughtUp waits for a projection where nobody else folds it
 * @param otherwise what a question does meanwhile, where it does not say it itself
 */
export function madeReads(
  workspace: Workspace,
  caughtUp: (projection: string) => Promise<void>,
  otherwise: Work,
): MadeReads {
  return {
    async documents(projection, query, work = otherwise) {
      const moment = momentOf(workspace, query);
      await caughtUp(projection);
      requireRead(workspace, projection);
      return documentsOf(workspace, projection, query, moment, work);
    },
    async document(projection, key, query) {
      const moment = momentOf(workspace, query);
      await caughtUp(projection);
      requireRead(workspace, projection);
      return documentOf(workspace, projection, key, moment);
    },
    async totals(projection, query, work = otherwise) {
      const moment = momentOf(workspace, query);
      await caughtUp(projection);
      requireRead(workspace, projection);
      return totalsOf(workspace, projection, query, moment, work);
    },
  };
}
