import { limits } from '#core/limits.js';
import { durationText } from '#measures/process/duration-text.js';
import type { DurationSummary } from '#workspace/answers.js';
import {
  processesParts,
  processParts,
  type ChosenCasesQuery,
  type ProcessAnswer,
  type ProcessesAnswer,
} from '#workspace/processes/process-answers.js';
import { experienceAcrossText } from '../output/experience-across-text.js';
import { partsText } from '../output/process-parts-text.js';
import { beginsWith, requireWritable } from '../output/overwriting.js';
import { tableOf } from '../output/table.js';
import { count, counted, minuteOf, oneLine } from '../output/text.js';
import { workTexts } from '../output/work-text.js';
import { writeWhole } from '../output/whole-file.js';
import { UsageError } from '../usage-error.js';
import { addDefinitionOptions } from './definition-options.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, wholeNumber, type Options } from './options.js';
import { definitionAction, requireNoDefinition } from './process-definitions.js';
import type { Verb } from './verb.js';

export const processesVerb: Verb = {
  usage: 'processes [action] [name]',
  description:
    'the processes that touchpoints are steps of; or say what one is meant to be, what is not named staying as it is: define NAME --terminal Closed, and definitions NAME lists what was said so far',
  example: 'tend processes define helpdesk --sequence "Open, Answer, Closed" --dry-run',
  stopsInOrder: true,
  configure: (command) =>
    void addDefinitionOptions(
      addMomentOptions(command).option('--show <part...>', `tell also: ${processesParts.join(', ')}`),
    ),
  run: async (session, [action, name], options) => {
    if (action !== undefined) return definitionAction(session, action, name, options);
    requireNoDefinition(options);
    const tend = await session.open();
    const query = { ...momentIn(options), ...given({ show: partsIn(options, processesParts) }) };
    const isPast = query.asOf !== undefined || query.knownBy !== undefined;
    await session.answer(await tend.processes(query, session.work), (answer, width) =>
      processesText(answer, isPast, width),
    );
  },
};

function processesText({ processes, experience }: ProcessesAnswer, isPast: boolean, width: number): string {
  if (processes.length === 0)
    return isPast
      ? 'No process was there and known at that moment.\n'
      : 'No process yet. Import a log with cases: tend import FILE --process NAME\n';
  const table = tableOf(
    [
      { heading: 'process', widthMax: 32 },
      { heading: 'cases', numeric: true },
      { heading: 'events', numeric: true },
      { heading: 'activities', numeric: true, optional: true },
      { heading: 'first event' },
      { heading: 'last event' },
    ],
    processes.map((row) => [
      row.process,
      count(row.cases),
      count(row.events),
      count(row.activities),
      minuteOf(row.firstEvent),
      minuteOf(row.lastEvent),
    ]),
    width,
  );
  return experience === undefined ? table : `${table}\n${experienceAcrossText(experience, width)}`;
}

export const processVerb: Verb = {
  usage: 'process <name>',
  description: 'one process: activities, flows with their waits, variants, durations, rework, handovers',
  example: 'tend process helpdesk --variants 5 --svg helpdesk.svg',
  configure: (command) =>
    void addMomentOptions(command)
      .option('--variants <n>', 'how many variants are listed', wholeNumber(0, limits.pageMax), 10)
      .option('--svg <file>', 'also draw the map into this file')
      .option(
        '--flows <n>',
        'how many flows the map and a comparison show, strongest first',
        wholeNumber(1, limits.mapFlows),
        25,
      )
      .option(
        '--filter <name=value...>',
        'only cases that meet these conditions, as severity=high "with=Wait" beganFrom=2026-01-01',
      )
      .option('--against <name=value...>', 'beside them, cases that meet these, and what differs')
      .option('--show <part...>', `tell also: ${processParts.join(', ')}`)
      .option(
        '--milestones <span...>',
        'tell also how long it took from one milestone to another, as "start -> first Answer" "Wait -> last Resolve"',
      ),
  run: async (session, [name], options) => {
    const svg = options['svg'] as string | undefined;
    if (svg !== undefined) {
      const replaces = { what: 'a drawing (SVG)', isOwn: (path: string) => beginsWith(path, /<svg[\s>]/) };
      requireWritable({ option: '--svg', path: svg, data: session.options.data, replaces });
    }
    const tend = await session.open();
    const { work } = session;
    const flows = options['flows'] as number;
    const conditions = given({ filter: options['filter'] }) as ChosenCasesQuery;
    const against = options['against'] as readonly string[] | undefined;
    const chosen = { ...conditions, ...momentIn(options) };
    const asked = given({
      show: partsIn(options, processParts),
      milestones: options['milestones'] as readonly string[] | undefined,
    });
    const variants = options['variants'] as number;
    const answer = await tend.process(
      name!,
      { variants, ...chosen, ...(against && { against, flows }), ...asked },
      work,
    );
    if (svg !== undefined) {
      await writeWhole(svg, [await tend.processMap(name!, { flows, ...chosen, ...(against && { against }) }, work)]);
      session.say(`The map is in ${svg}.`);
    }
    await session.answer(answer, processText);
  },
};

/** @throws UsageError for a part that there is not */
function partsIn<Part extends string>(options: Options, parts: readonly Part[]): readonly Part[] | undefined {
  const shown = (options['show'] as readonly string[] | undefined)?.flatMap((text) => text.split(','));
  const wrong = shown?.find((part) => !(parts as readonly string[]).includes(part));
  if (wrong !== undefined) throw new UsageError(`--show takes ${parts.join(', ')}; “${wrong}” is none of them.`);
  return shown as readonly Part[] | undefined;
}

/** Flows listed in the text; the JSON answer has all. */
const flowsShown = 25;

function processText(answer: ProcessAnswer, width: number): string {
  return [
    headOf(answer),
    activitiesOf(answer, width),
    flowsOf(answer, width),
    variantsOf(answer),
    ...workTexts(answer, width),
    ...partsText(answer, width),
  ].join('\n');
}

function headOf(answer: ProcessAnswer): string {
  const open = answer.open === undefined ? '' : `, ${count(answer.open)} open`;
  const { chosen } = answer;
  const of = chosen === undefined ? '' : ` of ${count(chosen.ofCases)} (${oneLine(chosen.conditions.join('; '))})`;
  return [
    `${oneLine(answer.process)}: ${counted(answer.cases, 'case')}${of}${open}, ${counted(answer.events, 'event')}`,
    `case duration: ${summaryText(answer.caseDuration)}`,
    `rework: ${counted(answer.rework.casesWithRework, 'case')} with an activity more than once, ${counted(answer.rework.totalRework, 'event')} of it`,
    '',
  ].join('\n');
}

function activitiesOf(answer: ProcessAnswer, width: number): string {
  const starts = new Map(answer.start.map((row) => [row.activity, row.count]));
  const ends = new Map(answer.end.map((row) => [row.activity, row.count]));
  return tableOf(
    [
      { heading: 'activity', widthMax: 36 },
      { heading: 'events', numeric: true },
      { heading: 'cases', numeric: true },
      { heading: 'starts', numeric: true },
      { heading: 'ends', numeric: true },
    ],
    answer.activities.map((row) => [
      row.activity,
      count(row.count),
      count(row.cases),
      count(starts.get(row.activity) ?? 0),
      count(ends.get(row.activity) ?? 0),
    ]),
    width,
  );
}

function flowsOf(answer: ProcessAnswer, width: number): string {
  const strongest = answer.flows.toSorted((a, b) => b.count - a.count);
  const table = tableOf(
    [
      { heading: 'from', widthMax: 24 },
      { heading: 'to', widthMax: 24 },
      { heading: 'times', numeric: true },
      { heading: 'cases', numeric: true },
      { heading: 'median wait', numeric: true },
      { heading: 'p90', numeric: true },
    ],
    strongest
      .slice(0, flowsShown)
      .map((row) => [
        row.from,
        row.to,
        count(row.count),
        count(row.cases),
        durationText(row.duration.median),
        durationText(row.duration.p90),
      ]),
    width,
  );
  const hidden = answer.flows.length - flowsShown;
  return hidden > 0 ? `${table}… and ${counted(hidden, 'weaker flow')} (all with --json)\n` : table;
}

function variantsOf(answer: ProcessAnswer): string {
  const lines = answer.variants.top.map(
    (variant) => `${count(variant.count).padStart(8)}  ${oneLine(variant.activities.join(' → '))}`,
  );
  return `${counted(answer.variants.count, 'variant')}${lines.length > 0 ? ', most frequent first:' : ''}\n${lines.map((line) => `${line}\n`).join('')}`;
}

function summaryText(summary: DurationSummary): string {
  if (summary.n === 0) return 'none';
  return `median ${durationText(summary.median)}, mean ${durationText(summary.mean)}, p90 ${durationText(summary.p90)}, ${durationText(summary.min)} to ${durationText(summary.max)}`;
}
