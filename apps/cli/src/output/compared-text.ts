import { durationText } from '#measures/process/duration-text.js';
import { aftermaths, type Aftermath, type Exposure } from '#measures/process/customer-associations.js';
import type { EffectDifference } from '#measures/process/stratified-effect.js';
import type {
  ArmAnswer,
  AssociationFigures,
  FollowedSums,
} from '#workspace/processes/experience/experience-answers.js';
import { tableOf } from './table.js';
import { count, counted, wrapped } from './text.js';

export const aftermathWords: Readonly<Record<Aftermath, string>> = {
  'turned-bad': 'turned bad',
  'low-answer': 'low answer',
  'complaint': 'complaint',
};

const columns = 6;

/** Comparisons of one process, or of all, and how their parts are called. */
export interface Compared<One extends AssociationFigures> {
  readonly sums: FollowedSums;
  readonly of: readonly One[];
  readonly windowDays: number;
  /** In seconds, where it is one for all of them. */
  readonly longWait?: number;
  /** In how many kinds of cases some are on either side. */
  readonly kindsOf: (one: One) => number;
  /** What kinds they are. */
  readonly strata: string;
}

/** What goes with what was done to customers: both differences side by side, and what must not be read out of them. */
export function comparedText<One extends AssociationFigures>(part: Compared<One>, width: number): string {
  const { sums, windowDays, longWait } = part;
  const { endings, judged } = sums;
  const head = 'what goes with what was done to customers';
  if (endings === 0) return `${head}: too early to tell, no case is known to have ended\n`;
  if (judged + sums.tooEarly === 0) return `${head}: cannot be told, no case that ended is of anybody known\n`;
  if (judged === 0) return `${head}: too early to tell: ${leftOutText(sums, windowDays)}\n`;
  const comparable = part.of.filter(({ tooFew }) => tooFew === undefined);
  if (comparable.length === 0)
    return `${wrapped(`${head}: too few to tell, ${judgedText(sums, windowDays)}`, width)}\n`;
  const shown = comparable.filter(({ exposed, others }) => (exposed.outcomes ?? 0) + (others.outcomes ?? 0) > 0);
  const neverCame = aftermaths.filter(
    (aftermath) =>
      comparable.some((one) => one.aftermath === aftermath) && !shown.some((one) => one.aftermath === aftermath),
  );
  const rows = [...Map.groupBy(shown, ({ exposure }) => exposure)].flatMap(([exposure, of]) => [
    [exposureWords(exposure, longWait)],
    ...of.map((one) => [
      `  ${aftermathWords[one.aftermath]}`,
      armText(one.exposed),
      armText(one.others),
      points(one.crude!.difference),
      limitsText(one.stratified!),
      verdictOf(one),
    ]),
  ]);
  const table =
    shown.length === 0
      ? ''
      : tableOf(
          [
            { heading: `done by the end, and within ${windowDays} d`, widthMax: 34 },
            { heading: 'with it', numeric: true },
            { heading: 'others', numeric: true },
            { heading: 'crude', numeric: true },
            { heading: 'like with like', numeric: true },
            { heading: '', widthMax: 18 },
          ],
          rows.map((cells) => Array.from({ length: columns }, (_none, i) => cells[i] ?? '')),
          width,
        );
  const lines = [`${head}, in points of 100 (${judgedText(sums, windowDays)})`];
  const below = [
    ...shown.filter(({ reverses }) => reverses).map((one) => warningText(one, part)),
    ...(neverCame.length === 0
      ? []
      : [`behind none of these endings came: ${neverCame.map((one) => aftermathWords[one]).join(', ')}`]),
    ...tooFewText(part),
    part.strata,
    ...(shown.length === 0 ? [] : [notesText(shown, windowDays)]),
  ];
  return `${lines.map((line) => wrapped(line, width)).join('\n')}\n${table}${below.map((line) => `${wrapped(line, width)}\n`).join('')}`;
}

function leftOutText({ tooEarly, withoutRelationship }: FollowedSums, windowDays: number): string {
  return [
    ...(tooEarly === 0 ? [] : [`of ${count(tooEarly)} the ${windowDays} days behind are not over`]),
    ...(withoutRelationship === 0 ? [] : [`${count(withoutRelationship)} of nobody known`]),
  ].join('; ');
}

function judgedText(sums: FollowedSums, windowDays: number): string {
  const leftOut = leftOutText(sums, windowDays);
  const judged = `${count(sums.judged)} of ${counted(sums.endings, 'ending')} of ${counted(sums.cases, 'case')}`;
  return leftOut === '' ? judged : `${judged}; ${leftOut}`;
}

/** @param longWait in seconds; undefined where each process has its own */
export function exposureWords(exposure: Exposure, longWait?: number): string {
  switch (exposure) {
    case 'reopened':
      return 'opened again';
    case 'rework':
      return 'something done again';
    case 'long-wait':
      return longWait === undefined ? 'a wait long for its process' : `a wait above ${durationText(longWait)}`;
    case 'handovers':
      return 'two or more handovers';
    case 'target-breached':
      return 'a target breached';
  }
}

function armText({ n, outcomes }: ArmAnswer): string {
  return outcomes === undefined ? `–/${count(n)}` : `${Math.round((100 * outcomes) / n)} % of ${count(n)}`;
}

export function points(difference: number): string {
  const value = Math.round(1000 * difference) / 10;
  return `${value < 0 ? '−' : value > 0 ? '+' : ''}${Math.abs(value).toFixed(1)}`;
}

export function limitsText({ difference, low, high }: EffectDifference): string {
  const limits = low === undefined || high === undefined ? '' : ` (${points(low)} to ${points(high)})`;
  return `${points(difference)}${limits}`;
}

export function verdictOf({
  stratified,
  reverses,
  fewOutcomes,
}: Pick<AssociationFigures, 'stratified' | 'reverses' | 'fewOutcomes'>): string {
  const { low = 0, high = 0 } = stratified!;
  if (reverses) return 'crude misleads';
  if (fewOutcomes) return 'too few to tell';
  if (low > 0) return 'goes with more';
  return high < 0 ? 'goes with less' : 'may be chance';
}

function warningText<One extends AssociationFigures>(one: One, { kindsOf, longWait }: Compared<One>): string {
  const { exposure, aftermath, crude, stratified, fewOutcomes } = one;
  const { low = 0, high = 0 } = stratified!;
  const isSure = !fewOutcomes && (low > 0 || high < 0);
  const why = isSure
    ? 'To which cases it was done makes the crude difference, and not that it was done.'
    : 'It may be chance: read neither as an effect.';
  return `Warning: ${exposureWords(exposure, longWait)} and ${aftermathWords[aftermath]}: the crude difference (${points(crude!.difference)}) misleads. Among cases that are alike (${counted(kindsOf(one), 'kind')}) it points the other way (${points(stratified!.difference)}). ${why}`;
}

function tooFewText({ of: all, longWait }: Pick<Compared<AssociationFigures>, 'of' | 'longWait'>): readonly string[] {
  const few = all.filter(({ tooFew }) => tooFew !== undefined);
  if (few.length === 0) return [];
  const byExposure = Map.groupBy(few, ({ exposure }) => exposure);
  const named = Array.from(byExposure, ([exposure, of]) =>
    of.length === aftermaths.length
      ? exposureWords(exposure, longWait)
      : `${exposureWords(exposure, longWait)} (${of.map(({ aftermath }) => aftermathWords[aftermath]).join(', ')})`,
  );
  return [`too few on one side to tell: ${named.join('; ')}`];
}

function notesText(shown: readonly AssociationFigures[], windowDays: number): string {
  const chance =
    shown.length < 10
      ? ''
      : ` Of ${shown.length} comparisons one in twenty looks like more than chance without being it.`;
  return `What goes with something need not come of it: cases that are alike here may differ in what nobody recorded. Each ending is looked at by itself: what was done before it, and what the relationship did in the ${windowDays} days behind it. Turned bad: came into deterioration or dissolution, of those that were in neither; low answer: the first one, of those who gave one.${chance}`;
}
