import { LedgerError } from '#core/errors.js';
import { momentOf } from '../moments/moment.js';
import { findRelationship } from '../relationships/portfolio.js';
import type { Work } from '../work.js';
import { isWritable, type Workspace } from '../workspace.js';
import type { Plays } from './play-answers.js';
import { answerPlay } from './play-commands.js';
import { playEffectsAt } from './play-effects.js';
import { playProjections, playsAt } from './plays.js';

/** When projections have folded what is asked for, or what was recorded. */
interface Folding {
  readonly caughtUp: (...names: readonly string[]) => Promise<void>;
  readonly settled: (work: Work) => Promise<void>;
}

/** Plays of a workspace in this process. @param otherwise what a question does where it does not say it itself */
export function localPlays(workspace: Workspace, { caughtUp, settled }: Folding, otherwise: Work): Plays {
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
      await caughtUp('trajectory', 'relationships');
      const answer = await answerPlay(workspace, action, command, findRelationship(workspace, command.relationship));
      if (!answer.unchanged) await settled(work);
      return answer;
    },
  };
}
