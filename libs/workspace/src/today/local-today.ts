import { momentOf } from '../moments/moment.js';
import { ownerIdAt } from '../relationships/owners.js';
import { signallingProjections } from '../signals/raised-signals.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { todayProjections } from './gathering.js';
import type { Today } from './today-answers.js';
import { todayOf } from './today.js';

export type { Today } from './today-answers.js';

/** What there is to do in a workspace of this process. @param otherwise what a question does where it does not say it itself */
export function localToday(
  workspace: Workspace,
  caughtUp: (...names: readonly string[]) => Promise<void>,
  otherwise: Work,
): Today {
  return {
    of: async (query, work = otherwise) => {
      const moment = momentOf(workspace, query);
      await caughtUp(...projectionsOfToday(workspace));
      return todayOf(workspace, query, moment, work);
    },
    findOwner: async (query, work = otherwise) => {
      const moment = momentOf(workspace, query);
      await caughtUp('stakeholders');
      return { id: await ownerIdAt(workspace, query.owner, moment, work) };
    },
  };
}

/** All that Today asks: those that raise signals among them. */
export function projectionsOfToday(workspace: Workspace): readonly string[] {
  return [...new Set([...signallingProjections(workspace), ...todayProjections])];
}
