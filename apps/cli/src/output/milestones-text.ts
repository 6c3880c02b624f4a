import { durationText } from '#measures/process/duration-text.js';
import type { MilestoneTimesAnswer } from '#workspace/processes/parts/time-answers.js';
import type { MilestoneAnswer } from '#workspace/processes/target-answers.js';
import { count, counted, oneLine } from './text.js';
import { hoursText } from './times-text.js';

/** How long it took from one milestone to another. */
export function milestonesText(spans: readonly MilestoneTimesAnswer[]): string {
  return spans.map(spanText).join('');
}

function spanText({ from, to, cases, absent, negative, duration, businessHours }: MilestoneTimesAnswer): string {
  const { n, median, mean, p90, min, max } = duration;
  const left = [
    ...(absent === 0 ? [] : [`${count(absent)} have not both`]),
    ...(negative === 0 ? [] : [`in ${count(negative)} the end is not behind the start`]),
  ];
  const lines = [
    `${nameOf(from, 'start')} → ${nameOf(to, 'end')}: ${count(n)} of ${counted(cases, 'case')}${left.length === 0 ? '' : ` (${left.join('; ')})`}`,
    ...(n === 0
      ? []
      : [
          `  median ${durationText(median)}, mean ${durationText(mean)}, p90 ${durationText(p90)}, ${durationText(min)} to ${durationText(max)}`,
        ]),
    ...(businessHours === undefined || n === 0 ? [] : [`  ${hoursText(businessHours)}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function nameOf(milestone: MilestoneAnswer | undefined, ofCase: string): string {
  if (milestone?.activities === undefined) return ofCase;
  return `${milestone.occurrence} ${milestone.activities.map(oneLine).join(', ')}`;
}
