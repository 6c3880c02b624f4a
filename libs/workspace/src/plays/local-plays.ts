import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { whenFolded } from '../builds/when-folded.js';
import { momentOf } from '../moments/moment.js';
import { findRelationship } from '../relationships/portfolio.js';
import type { Work } from '../work.js';
import { isWritable, type Workspace, type WritableWorkspace } from '../workspace.js';
import type { Plays } from './play-answers.js';
import { answerPlay } from './play-commands.js';
import { playEffectsAt } from './play-effects.js';
import { playProjections, playsAt } from './plays.js';

/**
 * Plays of a workspace in this process.
 * @param caughtUp resolves when projections have folded what is asked for
 * @param otherwise what a question does where it does not say it itself
 */
export function localPlays(
  workspace: Workspace,
  caughtUp: (...names: readonly string[]) => Promise<void>,
  otherwise: Work,
): Plays {
  return {
    list: async (query, work = otherwise) => {
      const moment = momentOf(workspace, query);
      const { relationship } = query;
      await caughtUp(...playProjections, ...(relationship === undefined ? [] : ['relationships']));
      const id = relationship === undefined ? undefined : findRelationship(workspace, relationship, moment);
      return playsAt(workspace, query, id, moment, work);
    },
    effects: async (query, work = otherwise) => {
      const moment = momentOf(workspace, query);
      await caughtUp(...playProjections);
      return playEffectsAt(workspace, query, moment, work);
    },
    act: async (action, command, work) => {
      if (!isWritable(workspace)) throw new LedgerError('data-directory-locked');
      await caughtUp(...playProjections, 'relationships');
      const answer = await answerPlay(workspace, action, command, findRelationship(workspace, command.relationship));
      if (!answer.unchanged) await listed(workspace, work);
      return answer;
    },
  };
}

/** Whoever asks for the list next sees the answer in it; where the projection stands still, or takes long, later. */
async function listed(workspace: WritableWorkspace, work: Work): Promise<void> {
  try {
    await whenFolded(workspace, ['plays'], { ...work, timeoutMs: limits.waitMs, withBuilds: false });
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
  }
}
