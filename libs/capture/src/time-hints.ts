import type { SampledColumn } from './column-hints.js';
import { timeReader } from './time-format.js';
import type { TimeFormat } from './time-format.js';

const timesOfDay = ['[ H:mm[:ss[.S]]]', ' h:mm[:ss] a'] as const;

/** Dates in numbers, day first and month first: which is meant only the source knows, so each is tried beside the other. */
const numericDates = ['.', '/', '-'].flatMap((mark) =>
  // Behind dashes, two digits may as well be the day: 24-01-05.
  (mark === '-' ? ['yyyy'] : ['yyyy', 'yy']).flatMap((year) =>
    timesOfDay.flatMap((time) => [`d${mark}M${mark}${year}${time}`, `M${mark}d${mark}${year}${time}`]),
  ),
);

/** Formats in the order in which they are tried; of those that read most values the first is taken. */
export const triedFormats: readonly TimeFormat[] = [
  'iso',
  ...numericDates,
  `d-MMM-yyyy${timesOfDay[0]}`,
  `d MMM yyyy${timesOfDay[0]}`,
];

/** What every value that a format reads begins with: most values are of another one, and are told so at once. */
function shapeOf(format: TimeFormat): RegExp {
  const mark = /^[dM]([-/. ])/.exec(format)?.[1];
  return mark === undefined ? /^\d{4}[-/]/ : new RegExp(`^\\d{1,2}[${mark}]`);
}

/** Numbers that can be times, when the column's name says so. */
export const numericFormats: readonly (readonly [TimeFormat, RegExp])[] = [
  ['yyyyMMdd', /^(?:19|20)\d{6}$/],
  ['unix-seconds', /^\d{9,10}(?:\.\d+)?$/],
  ['unix-ms', /^\d{12,13}$/],
];

/** All of them: what a person may choose from before writing one of his own. */
export const knownFormats: readonly TimeFormat[] = [...triedFormats, ...numericFormats.map(([format]) => format)];

const timeWords =
  /\b(?:time|timestamp|date|datetime|day|when|at|start|started|end|ended|complete|completed|created|occurred)\b/;

const offset = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/** What a column tells about times. */
export interface TimeHint {
  readonly column: string;
  readonly words: string;
  /** The format that reads most of its values. */
  readonly format: TimeFormat;
  /** The same with day and month the other way round, which reads as many: only the source knows which is meant. */
  readonly alternative?: TimeFormat;
  /** Every value that is read has an offset. */
  readonly hasOffset: boolean;
  readonly values: number;
  /** How many of the values the format does not read. */
  readonly unread: number;
}

/** Undefined when no value of the column is a time. */
export function timeHint({ name, words, values }: SampledColumn): TimeHint | undefined {
  const tried = [
    ...triedFormats.map((format) => ({ format, read: readBy(format, shapeOf(format), values) })),
    ...(timeWords.test(words) ? numericFormats : []).map(([format, shape]) => ({
      format,
      read: readBy(format, shape, values),
    })),
  ];
  const most = Math.max(...tried.map(({ read }) => read.length));
  if (most === 0) return undefined;
  const best = tried.filter(({ read }) => read.length === most);
  const [{ format, read }] = best as [(typeof best)[number]];
  const alternative = best.find((other) => other.format === otherWayRound(format))?.format;
  return {
    column: name,
    words,
    format,
    ...(alternative === undefined ? undefined : { alternative }),
    hasOffset: format.startsWith('unix') || (format === 'iso' && read.every((value) => offset.test(value))),
    values: values.length,
    unread: values.length - most,
  };
}

/**
 * Whether a column holds times, but for a few cells that people write into such columns ("open", "N/A", a 30 February):
 * a tenth of them, or one of few. Rows with those are refused one by one; a file is not.
 */
export function holdsTimes({ values, unread }: TimeHint): boolean {
  return unread < values - unread && unread <= Math.max(1, values / 10);
}

function readBy(format: TimeFormat, shape: RegExp, values: readonly string[]): readonly string[] {
  const read = timeReader(format, 'UTC');
  return values.filter((value) => {
    if (!shape.test(value)) return false;
    try {
      read(value);
      return true;
    } catch {
      return false;
    }
  });
}

function otherWayRound(format: TimeFormat): TimeFormat | undefined {
  const turned = format.replace(/^d([-/.])M(?!M)/, 'M$1d');
  return turned === format ? undefined : turned;
}
