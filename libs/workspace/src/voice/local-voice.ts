import { momentOf } from '../moments/moment.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { answersPage } from './answers-page.js';
import { measuresAnswer } from './measures-answer.js';
import type { VoiceReads } from './voice-answers.js';
import { voiceProjections } from './voice-parts.js';

export type { VoiceReads } from './voice-answers.js';

/**
 * The voice of customers, of an opened workspace.
 * @param caughtUp waits for projections where nobody else folds them
 * @param otherwise what a question does meanwhile, where it does not say it itself
 */
export function localVoice(
  workspace: Workspace,
  caughtUp: (...projections: readonly string[]) => Promise<void>,
  otherwise: Work,
): VoiceReads {
  return {
    async measures(query, work = otherwise) {
      const moment = momentOf(workspace, query);
      await caughtUp(...voiceProjections);
      return measuresAnswer(workspace, query, moment, work);
    },
    async answers(query, work = otherwise) {
      const moment = momentOf(workspace, query);
      await caughtUp(...voiceProjections);
      return answersPage(workspace, query, moment, work);
    },
  };
}
