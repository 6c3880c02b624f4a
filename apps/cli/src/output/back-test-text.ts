import type { BackTestAnswer, CutAnswer } from '#workspace/prediction/back-test-answers.js';
import { tableOf } from './table.js';
import { count, counted } from './text.js';

type Predictor = CutAnswer['predictors'][number];
type Ranking = Predictor['rankings'][number];

/** A back-test as a person reads it: what was asked, each cut with its table, all cuts, alarms, and last the verdict. */
export function backTestText(answer: BackTestAnswer, width: number): string {
  const { cuts, overall, verdict } = answer;
  return [
    askedText(answer),
    ...cuts.map((cut) => cutText(cut, width)),
    cuts.length > 1 ? overallText(overall, cuts.length, width) : '',
    cuts.length === 0 ? '' : alarmsText(answer),
    `${verdict.sentence}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function askedText({ asked, span, relationships, acts, claimedActs, withheld }: BackTestAnswer): string {
  const { horizon, replicates, seed } = asked;
  const within =
    horizon.meanGaps === 0
      ? counted(horizon.leastDays, 'day')
      : `${horizon.leastDays} days, or ${horizon.meanGaps} times the mean gap where that is longer`;
  const lines = [
    'Who leaves: ended, or without a contract no act of theirs within',
    `${within}. At each cut only what was known then counts, and everything is fitted on it.`,
    span === undefined
      ? 'There is no act of theirs.'
      : `${counted(relationships, 'relationship')}, ${counted(acts, 'act')} of theirs from ${span.from} through ${span.through}.`,
  ];
  if (claimedActs > 0)
    lines.push(`When ${count(claimedActs)} of these acts were known is claimed by their source, not recorded here.`);
  if (withheld > 0)
    lines.push(`${counted(withheld, 'relationship')} may not be analysed and ${isOrAre(withheld)} left out.`);
  lines.push(`Intervals: 95 %, ${count(replicates)} paired bootstraps over relationships, seed ${seed}.`);
  return `${lines.join('\n')}\n`;
}

function cutText(cut: CutAnswer, width: number): string {
  const { outcomes, members, unusable, notYetBegun, alreadyLeft, baselines, predictors } = cut;
  const without: string[] = [];
  const leave = (n: number, what: string): void => void (n > 0 && without.push(`${count(n)} ${what}`));
  leave(notYetBegun, 'not yet begun');
  leave(alreadyLeft, 'gone already');
  leave(unusable.merged, 'merged later');
  leave(unusable.erased, 'erased');
  const unknown: string[] = [];
  if (outcomes['not-yet-known'] > 0) unknown.push(`${count(outcomes['not-yet-known'])} not yet known`);
  if (outcomes['feed-down'] > 0) unknown.push(`${count(outcomes['feed-down'])} unknown, a feed was down`);
  const became = [`${count(outcomes.left)} left`, `${count(outcomes.stayed)} stayed`, ...unknown].join(', ');
  const beside = without.length === 0 ? '' : ` (besides ${without.join(', ')})`;
  return [
    `${cut.cut}: ${counted(members, 'relationship')}${beside}; ${became}\n`,
    rankingTable([...baselines, ...predictors], width),
    ...predictors.flatMap(({ predictor, noFit }) => (noFit === undefined ? [] : [`${predictor}: no fit, ${noFit}\n`])),
    ...predictors.map(calibrationText),
  ].join('');
}

function rankingTable(predictors: readonly Predictor[], width: number): string {
  const rankings = predictors.flatMap(({ rankings }) => rankings);
  const yardsticks = [...new Set(rankings.flatMap(({ against }) => against.map(({ baseline }) => baseline)))];
  const capacities = [...new Set(rankings.flatMap(({ precision }) => precision.map(({ capacity }) => capacity)))];
  return tableOf(
    [
      { heading: 'ranking' },
      { heading: 'AUC', numeric: true },
      ...yardsticks.map((baseline) => ({ heading: `against ${baseline}` })),
      { heading: 'verdict' },
      ...capacities.map((capacity) => ({ heading: `left of first ${capacity}`, numeric: true, optional: true })),
      { heading: 'scored', numeric: true, optional: true },
    ],
    rankings.map((ranking) => rankingRow(ranking, yardsticks, capacities)),
    width,
  );
}

function rankingRow(
  { ranking, area, against, verdict, precision, scored }: Ranking,
  yardsticks: readonly string[],
  capacities: readonly number[],
): string[] {
  return [
    ranking,
    area === undefined ? '–' : area.toFixed(4),
    ...yardsticks.map((baseline) => differenceText(against.find((one) => one.baseline === baseline)?.difference)),
    verdict === undefined ? 'baseline' : words[verdict],
    ...capacities.map((capacity) => {
      const found = precision.find((one) => one.capacity === capacity);
      return found === undefined ? '–' : `${percent(found.expected)} of ${found.among}`;
    }),
    count(scored),
  ];
}

const words = { 'beats': 'beats', 'does-not-beat': 'does not beat', 'not-enough-data': 'too little' } as const;

function differenceText(difference: Ranking['against'][number]['difference']): string {
  if (difference === undefined) return '–';
  return `${signed(difference.difference)} (${signed(difference.low)} to ${signed(difference.high)})`;
}

function calibrationText({ predictor, calibration }: Predictor): string {
  if (calibration === undefined) return '';
  const { n, brier, expectedCalibrationError, bins } = calibration;
  const told = bins.map(({ meanForecast, shareObserved }) => `${percent(meanForecast)}→${percent(shareObserved)}`);
  return `${predictor}: chances of ${count(n)}, Brier ${brier.toFixed(3)}, off by ${percent(expectedCalibrationError)} on average; told→came ${told.join(' ')}\n`;
}

function overallText(overall: BackTestAnswer['overall'], cuts: number, width: number): string {
  const yardsticks = [...new Set(overall.flatMap(({ against }) => against.map(({ baseline }) => baseline)))];
  const table = tableOf(
    [
      { heading: 'ranking' },
      ...yardsticks.map((baseline) => ({ heading: `against ${baseline}` })),
      { heading: 'verdict' },
      { heading: 'cuts', numeric: true },
    ],
    overall.map(({ ranking, against, verdict, cuts }) => [
      ranking,
      ...yardsticks.map((baseline) => differenceText(against.find((one) => one.baseline === baseline)?.difference)),
      words[verdict],
      String(cuts),
    ]),
    width,
  );
  return `All ${cuts} cuts together, mean differences of AUC:\n${table}`;
}

function alarmsText({ alarms, cuts }: BackTestAnswer): string {
  const { flags, right, wrong, notYetKnown, wrongPerYear, leadDays } = alarms;
  const lines = [
    `Alarms of silence behind ${cuts[0]!.cut}: ${counted(flags, 'alarm')}; ${count(right)} left, ${count(wrong)} stayed, ${count(notYetKnown)} not yet known.`,
  ];
  if (wrongPerYear !== undefined)
    lines.push(`False alarms for each relationship and year: ${wrongPerYear.toFixed(3)}.`);
  if (leadDays !== undefined)
    lines.push(
      `Right ones came ${days(leadDays.median)} before it was plain that somebody had left (half of them ${days(leadDays.low)} to ${days(leadDays.high)}).`,
    );
  return `${lines.join('\n')}\n`;
}

function days(value: number): string {
  return counted(Math.round(value), 'day');
}

function isOrAre(n: number): string {
  return n === 1 ? 'is' : 'are';
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
