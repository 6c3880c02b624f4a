import { momentOf } from '../moments/moment.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { findRelationship } from './portfolio.js';
import type { Promises } from './promise-answers.js';
import { promisesOf } from './promise-list.js';

export type { Promises } from './promise-answers.js';

/**
 * Promises of a workspace in this process.
 * @param caughtUp waits for projections where nobody else folds them
 * @param otherwise what a question does meanwhile, where it does not say it itself
 */
export function localPromises(
  workspace: Workspace,
  caughtUp: (...names: readonly string[]) => Promise<void>,
  otherwise: Work,
): Promises {
  return {
    async list(query, work = otherwise) {
      const moment = momentOf(workspace, query);
      const { relationship: name } = query;
      await caughtUp('promises', ...(name === undefined ? [] : ['relationships']));
      const id = name === undefined ? undefined : findRelationship(workspace, name, moment);
      return promisesOf(workspace, query, id, moment, work);
    },
  };
}
