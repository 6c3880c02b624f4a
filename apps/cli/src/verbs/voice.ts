import { Option } from 'commander';
import { limits } from '#core/limits.js';
import { voiceGroupings, type CountedAnswersQuery, type VoiceQuery } from '#workspace/voice/voice-answers.js';
import { countedAnswersText, voiceText } from '../output/voice-text.js';
import { UsageError } from '../usage-error.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const voiceVerb: Verb = {
  usage: 'voice',
  description:
    'what customers tell us: NPS, CSAT and CES with their limits, response rates, reply times, complaints, tone, effort per resolved matter, escalations; or, with --answers, the answers behind them',
  example: 'tend voice --instrument nps --by month --from 2026-01',
  configure: (command) =>
    void addMomentOptions(command)
      .option('--instrument <name>', 'only this one: nps, csat, ces, or one of your own')
      .option('--segment <name>', 'only relationships of a segment')
      .option('--channel <name>', 'only what came on a channel, such as email or survey')
      .option('--from <month>', 'from this month on, such as 2026-01')
      .option('--to <month>', 'up to this month, included')
      .addOption(new Option('--by <what>', 'the same of each group').choices([...voiceGroupings]))
      .option('--answers', 'the answers that count, one a line, relationship by relationship')
      .option('--limit <n>', 'how many groups (default: 50), or answers', wholeNumber(1, limits.pageMax))
      .option('--after <cursor>', '--answers: go on after this page (`next` of the JSON answer)'),
  run: async (session, _positional, options) => {
    const { instrument, segment, channel, from, to, by, answers, limit, after } = options;
    if (answers !== true && after !== undefined) throw new UsageError('--after is for --answers alone.');
    if (answers === true && by !== undefined) throw new UsageError('--by is for the measures, not for --answers.');
    const { voice } = await session.open();
    const query = given({ instrument, segment, channel, from, to, by, limit, after, ...momentIn(options) });
    if (answers === true)
      return session.answer(await voice.answers(query as CountedAnswersQuery, session.work), countedAnswersText);
    await session.answer(await voice.measures(query as VoiceQuery, session.work), voiceText);
  },
};
