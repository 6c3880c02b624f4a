import type { ImportReport } from '#workspace/answers.js';
import { tableOf, type Column } from './table.js';
import { count, counted, oneLine } from './text.js';

type Flattening = NonNullable<ImportReport['flattening']>;

/** Types of objects that a terminal is shown; JSON holds all. */
const choicesShown = 20;

const because = {
  'said': '',
  'as-before': ', as before',
  'proposed': ', which most events concern',
} as const;

const columns: readonly Column[] = [
  { heading: 'cases', widthMax: 40 },
  { heading: 'events', numeric: true },
  { heading: 'in no case', numeric: true },
  { heading: 'in several', numeric: true },
  { heading: 'steps', numeric: true },
  { heading: 'copies', numeric: true },
  { heading: 'number of cases', numeric: true },
];

/** What putting the events of an object-centric log into cases made of it, in a sentence; how many stand there again. */
export function flatteningLine({ events, chosen }: Flattening): string {
  const read = counted(events, 'event');
  if (chosen === undefined) return `${read}, steps of no case: they concern nothing that could be one`;
  const { objectType, steps, cases, inSeveral, copies, outside } = chosen;
  return [
    read,
    `${counted(steps, 'step')} in ${counted(cases, 'case')} of ${oneLine(objectType)}${because[chosen.because]}`,
    `${counted(inSeveral, 'event')} ${inSeveral === 1 ? 'stands' : 'stand'} in more than one case`,
    counted(copies, 'copy', 'copies'),
    `${counted(outside, 'event')} in no case`,
  ].join(', ');
}

/** What every choice of cases would come to: for a dry run, where it can still be made. */
export function choicesTable({ choices }: Flattening): string {
  const rows = choices.slice(0, choicesShown).map(({ objectType, ...counts }) => {
    const { events, outside, inSeveral, steps, copies, cases } = counts;
    return [objectType, ...[events, outside, inSeveral, steps, copies, cases].map(count)];
  });
  const more = choices.length > choicesShown ? `… and ${count(choices.length - choicesShown)} more types\n` : '';
  return `What each choice of cases (--case TYPE) comes to; the first import of a dataset decides for good:\n${tableOf(columns, rows)}${more}`;
}
