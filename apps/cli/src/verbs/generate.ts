import type { GenerateOptions } from '#workspace/tend.js';
import { reportText } from '../output/report-text.js';
import { wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const generateVerb: Verb = {
  usage: 'generate',
  description: 'append a made-up, seeded portfolio, for demonstrations and load; the same seed is always the same',
  example: 'tend generate --data ./demo --relationships 200 --events 10000 --seed 1',
  configure: (command) =>
    void command
      .option('--relationships <n>', 'how many relationships', wholeNumber(1), 200)
      .option('--events <n>', 'about how many touchpoints', wholeNumber(1), 10_000)
      .option(
        '--zone <zone>',
        'time zone of a new data directory, such as Europe/Berlin (TEND_ZONE; else the system’s)',
      )
      .option('--seed <n>', 'another seed is another portfolio', wholeNumber(0), 1),
  stopsInOrder: true,
  run: async (session, _positional, options) => {
    const tend = await session.open('make', options['zone'] as string | undefined);
    const { relationships, events, seed } = options as unknown as GenerateOptions;
    const report = await tend.generate({ relationships, events, seed }, session.work);
    await session.answer(report, (answer) => reportText(answer));
    if (report.state === 'completed') return 0;
    session.say(
      `Stopped after ${report.read} touchpoints. Run the same command again to complete it; nothing is doubled.`,
    );
    return session.signal.aborted ? 130 : 1;
  },
};
