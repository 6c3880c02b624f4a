import { todayText } from '../output/today-text.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given } from './options.js';
import type { Verb } from './verb.js';

export const todayVerb: Verb = {
  usage: 'today',
  description:
    'at most ten things to do, the first first, with reasons: what we owe, what runs out, who turns away, what is asked; the others are counted. One thing for one matter',
  example: 'tend today --owner "Team North"',
  stopsInOrder: true,
  configure: (command) =>
    void addMomentOptions(command).option(
      '--owner <owner>',
      'only what is about relationships of an owner, such as "Team North", an id or an identifier; none: of those that nobody owns',
    ),
  run: async (session, _positional, options) => {
    const { today } = await session.open();
    const { owner } = options as { owner?: string };
    const answer = await today.of({ ...given({ owner }), ...momentIn(options) }, session.work);
    await session.answer(answer, todayText);
  },
};
