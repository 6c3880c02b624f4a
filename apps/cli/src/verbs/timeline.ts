import { limits } from '#core/limits.js';
import type { TimelineAnswer, TimelineEntry } from '#workspace/answers.js';
import type { TimelineQuery } from '#workspace/tend.js';
import { shellWord } from '#core/shell-word.js';
import { count, counted, minuteOf, nameOf, oneLine, shortened } from '../output/text.js';
import { UsageError } from '../usage-error.js';
import { given, wholeNumber } from './options.js';
import { addClaimedMomentOptions, momentIn } from './moment-options.js';
import type { Verb } from './verb.js';

export const timelineVerb: Verb = {
  usage: 'timeline <name>',
  description: 'all touchpoints of a relationship, newest first; NAME is an id or any identifier',
  example: 'tend timeline "Value 7" --limit 20',
  configure: (command) =>
    void addClaimedMomentOptions(command)
      .option('--limit <n>', 'how many touchpoints', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)'),
  run: async (session, [name], options) => {
    if (name!.trim() === '') throw new UsageError('Name a relationship; the name is empty.');
    const tend = await session.open();
    const query = given({ limit: options['limit'], after: options['after'], ...momentIn(options) }) as TimelineQuery;
    await session.answer(await tend.timeline(name!, query), timelineText);
  },
};

function timelineText(answer: TimelineAnswer): string {
  const claimed = answer.asClaimed === true ? ', as claimed by the sources' : '';
  const lines = [oneLine(`${nameOf(answer.relationship)}: ${counted(answer.total, 'touchpoint')}${claimed}`)];
  for (const entry of answer.rows) lines.push(entryLine(entry));
  if (answer.next !== undefined)
    lines.push(`${count(answer.rows.length)} shown; more with --after ${shellWord(answer.next)}`);
  return `${lines.join('\n')}\n`;
}

function entryLine(entry: TimelineEntry): string {
  const what =
    entry.process === undefined
      ? entry.type
      : `${entry.type} · ${entry.process.activity} · ${nameOf(entry.process.case)}`;
  const to = entry.parties.filter(({ id }) => id !== entry.actor.id).map(nameOf);
  const summary = summaryOf(entry) + (entry.withdrawal === undefined ? '' : `  [${withdrawn[entry.withdrawal]}]`);
  return oneLine(
    `${minuteOf(entry.occurredAt)}  ${what}  ${nameOf(entry.actor)}${to.length > 0 ? ` → ${to.join(', ')}` : ''}${summary}`,
  );
}

const withdrawn = { retracted: 'taken back', superseded: 'replaced', reverted: 'its import was taken back' } as const;

function summaryOf(entry: TimelineEntry): string {
  if (entry.personal === 'erased') return '  [erased]';
  const text = entry.personal?.['summary'] ?? entry.personal?.['subject'] ?? entry.personal?.['text'];
  if (typeof text !== 'string') return '';
  return `  “${shortened(text, 80)}”`;
}
