import { durationText } from '#measures/process/duration-text.js';
import type { FunnelAnswer } from '#workspace/processes/parts/part-answers.js';
import { tableOf } from './table.js';
import { count, counted, oneLine } from './text.js';

/** How far cases came through the stages, and how they came out; each share with what it is a share of. */
export function funnelText(funnel: FunnelAnswer, width: number): string {
  const { stages, outcomes, withoutStage, tied, version } = funnel;
  const table = tableOf(
    [
      { heading: 'stage', widthMax: 32 },
      { heading: 'cases', numeric: true },
      { heading: 'of the stage before', numeric: true },
      { heading: 'still open there', numeric: true },
      { heading: 'dropped there', numeric: true },
      { heading: 'median time', numeric: true },
    ],
    stages.map(({ stage, reached, fromPrevious, last, timeFromPrevious }) => [
      stage,
      count(reached),
      fromPrevious === undefined ? '' : shareText(fromPrevious),
      count(last.open),
      count(last.dropped),
      timeFromPrevious.n === 0 ? '' : durationText(timeFromPrevious.median),
    ]),
    width,
  );
  const { counts } = outcomes;
  const lines = [
    ...(withoutStage === 0 ? [] : [`in none of these stages: ${counted(withoutStage, 'case')}`]),
    ...(tied === 0 ? [] : [`came to several at one instant, taken in their order: ${counted(tied, 'case')}`]),
    ...(counts.won + counts.lost + counts.abandoned === 0 ? [] : outcomeLines(outcomes)),
  ];
  return `funnel by version ${oneLine(version)}\n${table}${lines.map((line) => `${line}\n`).join('')}`;
}

/** How cases came out; each share with what it is a share of. */
export function outcomeLines({ counts, winRate, wonOfAll, reasons }: FunnelAnswer['outcomes']): readonly string[] {
  return [
    `won ${count(counts.won)}, lost ${count(counts.lost)}, abandoned ${count(counts.abandoned)}, open ${count(counts.open)}, ended without ${count(counts.endedWithout)}, not known ${count(counts.undeclared)}`,
    `win rate ${shareText(winRate)} of those won or lost; ${shareText(wonOfAll)} of all`,
    ...(reasons.lost.length === 0
      ? []
      : [
          `lost for: ${reasons.lost.map(({ reason, count: times }) => `${oneLine(reason ?? 'no reason given')} ${count(times)}`).join(', ')}`,
        ]),
  ];
}

interface Share {
  readonly count: number;
  readonly of: number;
  readonly share?: number | undefined;
}

/** A share with what it is a share of. */
export function shareText({ count: some, of, share }: Share): string {
  return share === undefined ? '–' : `${(share * 100).toFixed(1)} % (${count(some)}/${count(of)})`;
}
