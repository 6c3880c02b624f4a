import { LedgerError } from '#core/errors.js';
import { isWritable, type Workspace, type WritableWorkspace } from '../workspace.js';
import type { BuildLife } from './build-questions.js';
import { buildsOf, changeBuild, diffOf, whatIfOf } from './builds.js';
import { rebuildProjection } from './projections.js';

export type { BuildLife } from './build-questions.js';

/** Builds of a workspace that this process has opened. @param folding lets projections fold, and waits for one */
export function localBuilds(
  workspace: Workspace,
  folding: { follow(): Promise<void>; caughtUp(name: string): Promise<void> },
): BuildLife {
  const writable = (): WritableWorkspace => {
    if (isWritable(workspace)) return workspace;
    throw new LedgerError('data-directory-locked');
  };
  return {
    list: async (name) => {
      const builds = writable();
      await folding.follow();
      return buildsOf(builds, name);
    },
    rebuild: async (name, { activate = false }, work) => {
      await folding.caughtUp(name);
      return rebuildProjection(writable(), name, activate, work);
    },
    change: async (name, change, subject, work) => {
      const builds = writable();
      // What is on its way is not waited for by those who want to hold it.
      if (change === 'activate' || change === 'rollback') await folding.caughtUp(name);
      else await folding.follow();
      return changeBuild(builds, name, change, subject, work);
    },
    diff: async (name, query, work) => {
      await folding.caughtUp(name);
      return diffOf(writable(), name, query, work);
    },
    whatIf: async (name, query, work) => {
      await folding.caughtUp(name);
      return whatIfOf(writable(), name, query, work);
    },
  };
}
