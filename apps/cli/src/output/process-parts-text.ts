import { durationText } from '#measures/process/duration-text.js';
import type { ComparedShare, ComparisonAnswer, FlowComparison } from '#workspace/processes/comparison-answers.js';
import type { ConformanceAnswer } from '#workspace/processes/parts/part-answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { experienceText } from './experience-text.js';
import { funnelText } from './funnel-text.js';
import { loadText } from './load-text.js';
import { milestonesText } from './milestones-text.js';
import { pipelineText } from './pipeline-text.js';
import { stagesText } from './stages-text.js';
import { tableOf } from './table.js';
import { targetsText } from './targets-text.js';
import { count, counted, oneLine } from './text.js';
import { timesText } from './times-text.js';
import { waitTimesText } from './wait-times-text.js';

/** What was asked for beside the process itself, a section each. */
export function partsText(answer: ProcessAnswer, width: number): readonly string[] {
  const { choices, milestones, times, load, waits, comparison } = answer;
  const { conformance, funnel, stages, pipeline, targets, experience } = answer;
  return [
    ...(choices === undefined ? [] : [choicesText(choices)]),
    ...(milestones === undefined ? [] : [milestonesText(milestones)]),
    ...(times === undefined ? [] : [timesText(times, width)]),
    ...(load === undefined ? [] : [loadText(load, width)]),
    ...(waits === undefined ? [] : [waitTimesText(waits, width)]),
    ...(comparison === undefined ? [] : [comparisonText(comparison, width)]),
    ...(conformance === undefined ? [] : [conformanceText(conformance, width)]),
    ...(funnel === undefined ? [] : [funnelText(funnel, width)]),
    ...(stages === undefined ? [] : [stagesText(stages, width)]),
    ...(pipeline === undefined ? [] : [pipelineText(pipeline, width)]),
    ...(targets === undefined ? [] : [targetsText(targets, width)]),
    ...(experience === undefined ? [] : [experienceText(experience, width)]),
  ];
}

/** Values that are listed of one condition; `--json` has more. */
const valuesShown = 12;

function choicesText(choices: NonNullable<ProcessAnswer['choices']>): string {
  const lines = choices.map(({ name, values, more }) => {
    const hidden = Math.max(0, values.length - valuesShown) + more;
    const shown = values.slice(0, valuesShown).map((value) => oneLine(value));
    return `  ${name}=  ${shown.join(' · ')}${hidden === 0 ? '' : ` … and ${count(hidden)} more`}\n`;
  });
  return `cases can be chosen by (--filter), beside activities, dates and lengths:\n${lines.join('')}`;
}

const percent = (share: number | undefined): string => (share === undefined ? '–' : `${(share * 100).toFixed(1)} %`);

/** Variants that are listed; `--json` has more. */
const variantsShown = 10;

function conformanceText(part: ConformanceAnswer, width: number): string {
  const { cases, fitting, averageFitness, logFitness, ended, tooLong } = part;
  const fitness = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(4));
  const lines = [
    `conformance with version ${oneLine(part.version)}: ${count(fitting)} of ${counted(cases, 'case')} fit (${percent(cases === 0 ? undefined : fitting / cases)}), fitness ${fitness(averageFitness)} a case, ${fitness(logFitness)} in all`,
    ...(ended === undefined
      ? []
      : [
          `of those that have ended: ${count(ended.fitting)} of ${count(ended.cases)}, fitness ${fitness(ended.averageFitness)}`,
        ]),
    ...(tooLong.cases === 0 ? [] : [`too long to be aligned: ${counted(tooLong.cases, 'case')}`]),
    ...(cases > (ended?.cases ?? 0)
      ? ['cases that go on are told of as they leave the path: tend signals --kind process-deviation']
      : []),
  ];
  const table = tableOf(
    [
      { heading: 'activity', widthMax: 36 },
      { heading: 'skipped', numeric: true },
      { heading: 'extra', numeric: true },
      { heading: 'reordered', numeric: true },
      { heading: 'unknown', numeric: true },
    ],
    part.activities.map(({ activity, ...row }) => [
      activity,
      count(row.skipped),
      count(row.extra),
      count(row.reordered),
      count(row.unknown),
    ]),
    width,
  );
  const deviating = part.deviating
    .slice(0, variantsShown)
    .map((variant) => `${count(variant.count).padStart(8)}  ${oneLine(deviationText(variant))}\n`);
  return `${lines.join('\n')}\n${table}${deviating.length > 0 ? 'most frequent deviations:\n' : ''}${deviating.join('')}`;
}

function deviationText({ skipped, extra, reordered, unknown }: ConformanceAnswer['deviating'][number]): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['without', skipped],
    ['too often', extra],
    ['out of place', reordered],
    ['not expected', unknown],
  ];
  return parts
    .flatMap(([says, activities]) => (activities.length === 0 ? [] : [`${says}: ${namesOf(activities)}`]))
    .join('; ');
}

function namesOf(activities: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const activity of activities) counts.set(activity, (counts.get(activity) ?? 0) + 1);
  return Array.from(counts, ([activity, times]) => (times === 1 ? activity : `${activity} ×${times}`)).join(', ');
}

function comparisonText(part: ComparisonAnswer, width: number): string {
  const { a, b, inBoth, flows, ofFlows } = part;
  const named = ({ conditions }: typeof a): string => oneLine(conditions.join('; ') || 'all others');
  const lines = [
    `a: ${named(a)} (${counted(a.cases, 'case')})`,
    `b: ${named(b)} (${counted(b.cases, 'case')})`,
    ...(inBoth === 0 ? [] : [`in both, and left out: ${counted(inBoth, 'case')}`]),
    `case duration: median ${timeOf(part.duration.a.median)} and ${timeOf(part.duration.b.median)}${markOf(part.duration.differs)}`,
    ...shareLine('open', part.open),
    ...shareLine('with rework', part.rework),
  ];
  const table = tableOf(
    [
      { heading: 'from', widthMax: 24 },
      { heading: 'to', widthMax: 24 },
      { heading: 'cases a', numeric: true },
      { heading: 'cases b', numeric: true },
      { heading: '', widthMax: 12 },
      { heading: 'median a', numeric: true },
      { heading: 'median b', numeric: true },
      { heading: '', widthMax: 12 },
    ],
    flows.map((flow) => [
      flow.from,
      flow.to,
      percent(flow.a.share),
      percent(flow.b.share),
      shortMark(flow.frequencyDiffers),
      timeOf(flow.a.median),
      timeOf(flow.b.median),
      shortMark(flow.timeDiffers),
    ]),
    width,
  );
  const marked = flows.filter(isMarked).length;
  return `${lines.join('\n')}\n${table}${counted(marked, 'flow')} of ${count(flows.length)} shown (of ${count(ofFlows)}) differ: a false-discovery rate of 10 % over all of them\n`;
}

const isMarked = ({ frequencyDiffers, timeDiffers }: FlowComparison): boolean =>
  [frequencyDiffers, timeDiffers].some((differs) => differs === 'a-higher' || differs === 'b-higher');

const timeOf = (seconds: number | undefined): string => (seconds === undefined ? '–' : durationText(seconds));

function shareLine(says: string, { a, b, differs }: ComparedShare): readonly string[] {
  return a.of + b.of === 0 ? [] : [`${says}: ${percent(a.share)} and ${percent(b.share)}${markOf(differs)}`];
}

const marks = { 'a-higher': 'a higher', 'b-higher': 'b higher', 'none-found': '', 'too-few': 'too few' } as const;
const shortMark = (differs: keyof typeof marks): string => marks[differs];
const markOf = (differs: keyof typeof marks): string => (marks[differs] === '' ? '' : ` (${marks[differs]})`);
