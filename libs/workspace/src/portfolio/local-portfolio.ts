import { momentOf } from '../moments/moment.js';
import { teamsOwning } from '../relationships/teams.js';
import { overviewProjections } from './figure-reads.js';
import { movementsOf, movementsProjections, teamFound } from './movements.js';
import type { PortfolioQuestions } from './portfolio-answers.js';
import { overviewOf } from './overview.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

export type { PortfolioQuestions } from './portfolio-answers.js';

/**
 * Questions about the portfolio of a workspace in this process.
 * @param caughtUp waits for projections where nobody else folds them
 * @param otherwise what a question does meanwhile, where it does not say it itself
 */
export function localPortfolio(
  workspace: Workspace,
  caughtUp: (...projections: readonly string[]) => Promise<void>,
  otherwise: Work,
): PortfolioQuestions {
  return {
    async movements(query, work = otherwise) {
      await caughtUp(...movementsProjections(query));
      return movementsOf(workspace, query, work);
    },
    async overview(query, work = otherwise) {
      await caughtUp(...overviewProjections(query));
      return overviewOf(workspace, query, work);
    },
    async teams(query, work = otherwise) {
      const moment = momentOf(workspace, query);
      await caughtUp('stakeholders');
      return { teams: await teamsOwning(workspace, moment, work) };
    },
    async findTeam(query, work = otherwise) {
      await caughtUp('stakeholders');
      return { id: await teamFound(workspace, query, work) };
    },
  };
}
