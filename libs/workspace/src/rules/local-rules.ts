import { LedgerError } from '#core/errors.js';
import type { Work } from '../work.js';
import { isWritable, type Workspace } from '../workspace.js';
import { publishRules } from './publish-rules.js';
import type { Rules } from './rule-answers.js';
import { rulesOf } from './rules.js';

export type { Rules } from './rule-answers.js';

/** Rules of a workspace in this process. @param settled resolves when projections have folded what was published */
export function localRules(workspace: Workspace, settled: (work: Work) => Promise<void>): Rules {
  return {
    list: async (query) => rulesOf(workspace, query),
    publish: async (rules, work, { dryRun = false } = {}) => {
      if (!isWritable(workspace)) throw new LedgerError('data-directory-locked');
      const answer = await publishRules(workspace, rules, dryRun);
      if (!dryRun) await settled(work);
      return answer;
    },
  };
}
