import { Option } from 'commander';
import { limits } from '#core/limits.js';
import { severities } from '#core/severities.js';
import type { SignalsAnswer, SignalsAnswered } from '#workspace/signals/signal-answers.js';
import { signalStates, type SignalsQuery } from '#workspace/tend.js';
import { tableOf } from '../output/table.js';
import { count, counted, minuteOf, nameOf, oneLine, shellWord } from '../output/text.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const signalsVerb: Verb = {
  usage: 'signals',
  description: 'the inbox: what projections raise, the newest first',
  example: 'tend signals --severity critical --as-of 2026-06-30',
  configure: (command) =>
    void addMomentOptions(command)
      .option('--kind <kind>', 'only those of a kind')
      .addOption(new Option('--severity <severity>', 'only those of a severity').choices([...severities]))
      .option('--relationship <name>', 'only those of a relationship: an id or any identifier')
      .option('--projection <name>', 'only those of a projection')
      .addOption(new Option('--state <state>', 'those that stand, or those that have ended').choices([...signalStates]))
      .option('--limit <n>', 'how many rows', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)'),
  run: async (session, _positional, options) => {
    const tend = await session.open();
    const { kind, severity, relationship, projection, state, limit, after } = options;
    const filter = given({ kind, severity, relationship, projection, state, limit, after, ...momentIn(options) });
    await session.answer(await tend.signals(filter as SignalsQuery, session.work), signalsText);
  },
};

function signalsText(answer: SignalsAnswer, width: number): string {
  const missing = (answer.missing ?? [])
    .map((name) => `Not asked, because it is not ready: ${oneLine(name)}\n`)
    .join('');
  const notHere = answer.answered.map(notHereOf).join('');
  return `${answer.rows.length === 0 ? emptyText(answer) : tableText(answer, width)}${missing}${notHere}`;
}

/** What stands, or might, and is not in the list. */
function notHereOf({ projection, setApart = 0, rest = 0 }: SignalsAnswered): string {
  const of = (what: string, says: string): string => `${what} of ${oneLine(projection)} ${says}\n`;
  const apart =
    setApart === 0 ? '' : of(counted(setApart, 'key'), 'set apart, which raise nothing: see tend projections');
  return `${apart}${rest === 0 ? '' : of(counted(rest, 'further signal'), 'not kept')}`;
}

function emptyText({ answered, total, missing = [] }: SignalsAnswer): string {
  if (answered.length + missing.length === 0) return 'No projection here raises signals.\n';
  return total > 0 ? 'No further rows.\n' : 'No signals.\n';
}

function tableText({ rows, total, next }: SignalsAnswer, width: number): string {
  const hasEnded = rows.some(({ endedAt }) => endedAt !== undefined);
  const table = tableOf(
    [
      { heading: 'since' },
      ...(hasEnded ? [{ heading: 'ended' }] : []),
      { heading: 'severity' },
      { heading: 'kind', widthMax: 32 },
      { heading: 'relationship', widthMax: 32 },
      { heading: 'projection', optional: true },
      { heading: 'event', optional: true },
    ],
    rows.map(({ since, endedAt, severity, kind, relationship, projection, event }) => [
      minuteOf(since),
      ...(hasEnded ? [endedAt === undefined ? '–' : minuteOf(endedAt)] : []),
      severity,
      oneLine(kind),
      relationship === undefined ? '–' : oneLine(nameOf(relationship)),
      projection,
      oneLine(event),
    ]),
    width,
  );
  if (next === undefined) return table;
  return `${table}${count(rows.length)} of ${counted(total, 'signal')}; more with --after ${shellWord(next)}\n`;
}
