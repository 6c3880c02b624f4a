import { lastDayOf, untilToday } from '#workspace/demonstration/last-day.js';
import type { PortfolioOptions } from '#workspace/demonstration/portfolio.js';
import type { GenerateOptions } from '#workspace/tend.js';
import { beginsWith, requireWritable } from '../output/overwriting.js';
import { reportText } from '../output/report-text.js';
import { writeWhole } from '../output/whole-file.js';
import type { Session } from '../session.js';
import { wholeNumber } from './options.js';
import type { Verb } from './verb.js';

/** How a file of truths begins: only an earlier one is replaced. */
const truthBeginning = /^\{"relationship":"C-00001","kind":"/;

export const generateVerb: Verb = {
  usage: 'generate',
  description:
    'append a made-up, seeded portfolio, for demonstrations and load; the same seed and last day are always the same',
  example: 'tend generate --data ./demo --relationships 200 --events 10000 --seed 1',
  configure: (command) =>
    void command
      .option('--relationships <n>', 'how many relationships', wholeNumber(1), 200)
      .option('--events <n>', 'about how many touchpoints', wholeNumber(1), 10_000)
      .option(
        '--zone <zone>',
        'time zone of a new data directory, such as Europe/Berlin (TEND_ZONE; else the system’s)',
      )
      .option('--seed <n>', 'another seed is another portfolio', wholeNumber(0), 1)
      .option(
        '--until <day>',
        'its last day, such as 2026-03-01, or today, which is the latest that is over (17:00 UTC); 2026-10-31 unless told',
      )
      .option(
        '--truth <file>',
        'also write what is true of each relationship, one a line (NDJSON), to compare with what is found: its story, when it turns, and which phase would say so (truth.ndjson)',
      ),
  stopsInOrder: true,
  run: async (session, _positional, options) => {
    const { relationships, events, seed } = options as unknown as GenerateOptions;
    const until = options['until'] as string | undefined;
    // The day is chosen here: truth and portfolio may not fall on both sides of an evening.
    const last = until === undefined ? undefined : lastDayOf(until, Date.now());
    const size = { relationships, events, seed };
    const truth = options['truth'] as string | undefined;
    if (truth !== undefined) requireTruthWritable(session, truth);
    const tend = await session.open('make', options['zone'] as string | undefined);
    if (truth !== undefined) await writeTruth(session, truth, { ...size, ...(last && { until: last.until }) });
    const report = await tend.generate({ ...size, ...(last && { until: last.day }) }, session.work).catch((error) => {
      if (until === untilToday)
        session.say(`Its last day is ${last!.day}: to complete it, run it again with --until ${last!.day}.`);
      throw error;
    });
    await session.answer(report, (answer) => reportText(answer));
    if (report.state === 'completed') return 0;
    // Of today another command would be meant tomorrow.
    const again = until === untilToday ? `Run it again with --until ${last!.day}` : 'Run the same command again';
    session.say(`Stopped after ${report.read} touchpoints. ${again} to complete it; nothing is doubled.`);
    return session.signal.aborted ? 130 : 1;
  },
};

function requireTruthWritable({ options }: Session, path: string): void {
  const replaces = { what: 'a file of truths', isOwn: (file: string) => beginsWith(file, truthBeginning) };
  requireWritable({ option: '--truth', path, data: options.data, replaces });
}

/** It follows from the options alone: no server is asked. */
async function writeTruth(session: Session, path: string, options: PortfolioOptions): Promise<void> {
  const { truthLines } = await import('#workspace/demonstration/portfolio-lines.js');
  await writeWhole(path, truthLines(options), { signal: session.signal });
  session.say(`What is true of each relationship is in ${path}.`);
}
