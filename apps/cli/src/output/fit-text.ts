import type { FitAnswer, SegmentFit } from '#workspace/prediction/fit-answers.js';
import { publishedText } from './published-text.js';
import { tableOf } from './table.js';
import { count, minuteOf, oneLine } from './text.js';

/** What was fitted for each segment, and what became of it. */
export function fitText(answer: FitAnswer, width: number): string {
  const { through, calendars, segments, published } = answer;
  const days = calendars.length === 0 ? 'every day is open' : `open days by calendar ${oneLine(calendars.at(-1)!)}`;
  const head = `What was recorded by ${minuteOf(through)}; ${days}.\n\n`;
  const isOfSeasons = segments.some(({ season }) => season !== undefined);
  const table = isOfSeasons ? seasonTable(segments, width) : rhythmTable(segments, width);
  return `${head}${table}\n${endText(segments, published)}`;
}

function endText(segments: readonly SegmentFit[], published: FitAnswer['published']): string {
  if (published !== undefined) return publishedText(published);
  return segments.some(({ rule }) => rule !== undefined)
    ? 'Nothing is published: --publish publishes it.\n'
    : 'There is nothing to publish.\n';
}

function rhythmTable(segments: readonly SegmentFit[], width: number): string {
  return tableOf(
    [
      { heading: 'segment', widthMax: 24 },
      { heading: 'relationships', numeric: true },
      { heading: 'contact-days', numeric: true },
      { heading: 'k', numeric: true },
      { heading: 'r', numeric: true },
      { heading: 'α', numeric: true },
      { heading: 'gaps', numeric: true, optional: true },
      { heading: 'version or reason' },
    ],
    segments.map((one) => {
      const { rhythm } = one;
      const numbers =
        rhythm === undefined || 'noFit' in rhythm
          ? ['–', '–', '–', '–']
          : [rhythm.k.toFixed(3), rhythm.r.toFixed(3), rhythm.alpha.toFixed(2), count(rhythm.gaps)];
      return [...sizes(one), ...numbers, rhythm !== undefined && 'noFit' in rhythm ? rhythm.noFit : versionOf(one)];
    }),
    width,
  );
}

function seasonTable(segments: readonly SegmentFit[], width: number): string {
  return tableOf(
    [
      { heading: 'segment', widthMax: 24 },
      { heading: 'relationships', numeric: true },
      { heading: 'contact-days', numeric: true },
      { heading: 'January to December' },
      { heading: 'version or reason' },
    ],
    segments.map((one) => {
      const { season } = one;
      const isFitted = season?.kind === 'fitted';
      const index = isFitted ? season.index.map((value) => value.toFixed(2)).join(' ') : '–';
      return [...sizes(one), index, season?.kind === 'not-fitted' ? season.reason : versionOf(one)];
    }),
    width,
  );
}

function sizes({ segment, relationships, contactDays }: SegmentFit): string[] {
  return [segment, count(relationships), count(contactDays)];
}

function versionOf({ rule }: SegmentFit): string {
  return rule === undefined ? '–' : String(rule.data['version']);
}
