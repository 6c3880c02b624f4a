import { durationText } from '#measures/process/duration-text.js';
import { aftermaths, type Aftermath, type Exposure } from '#measures/process/customer-associations.js';
import type { EffectDifference } from '#measures/process/stratified-effect.js';
import type {
  ArmAnswer,
  AssociationAnswer,
  AssociationsAnswer,
} from '#workspace/processes/experience/experience-answers.js';
import { tableOf } from './table.js';
import { count, counted, oneLine, wrapped } from './text.js';

const aftermathWords: Readonly<Record<Aftermath, string>> = {
  'turned-bad': 'turned bad',
  'low-answer': 'low answer',
  'complaint': 'complaint',
};

const columns = 6;

/** What goes with what was done to customers: both differences side by side, and what must not be read out of them. */
export function associationsText(part: AssociationsAnswer, windowDays: number, width: number): string {
  const { endings, judged } = part;
  const head = 'what goes with what was done to customers';
  if (endings === 0) return `${head}: too early to tell, no case is known to have ended\n`;
  if (judged + part.tooEarly === 0) return `${head}: cannot be told, no case that ended is of anybody known\n`;
  if (judged === 0) return `${head}: too early to tell: ${leftOutText(part, windowDays)}\n`;
  const comparable = part.of.filter(({ tooFew }) => tooFew === undefined);
  if (comparable.length === 0)
    return `${wrapped(`${head}: too few to tell, ${judgedText(part, windowDays)}`, width)}\n`;
  const shown = comparable.filter(({ exposed, others }) => (exposed.outcomes ?? 0) + (others.outcomes ?? 0) > 0);
  const neverCame = aftermaths.filter(
    (aftermath) =>
      comparable.some((one) => one.aftermath === aftermath) && !shown.some((one) => one.aftermath === aftermath),
  );
  const rows = [...Map.groupBy(shown, ({ exposure }) => exposure)].flatMap(([exposure, of]) => [
    [exposureWords(exposure, part)],
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
  const lines = [`${head}, in points of 100 (${judgedText(part, windowDays)})`];
  const below = [
    ...shown.filter(({ reverses }) => reverses).map((one) => warningText(one, part)),
    ...(neverCame.length === 0
      ? []
      : [`behind none of these endings came: ${neverCame.map((one) => aftermathWords[one]).join(', ')}`]),
    ...tooFewText(part),
    strataText(part),
    ...(shown.length === 0 ? [] : [notesText(shown, windowDays)]),
  ];
  return `${lines.map((line) => wrapped(line, width)).join('\n')}\n${table}${below.map((line) => `${wrapped(line, width)}\n`).join('')}`;
}

function leftOutText({ tooEarly, withoutRelationship }: AssociationsAnswer, windowDays: number): string {
  return [
    ...(tooEarly === 0 ? [] : [`of ${count(tooEarly)} the ${windowDays} days behind are not over`]),
    ...(withoutRelationship === 0 ? [] : [`${count(withoutRelationship)} of nobody known`]),
  ].join('; ');
}

function judgedText(part: AssociationsAnswer, windowDays: number): string {
  const leftOut = leftOutText(part, windowDays);
  const judged = `${count(part.judged)} of ${counted(part.endings, 'ending')} of ${counted(part.cases, 'case')}`;
  return leftOut === '' ? judged : `${judged}; ${leftOut}`;
}

function exposureWords(exposure: Exposure, { longWait = 0 }: AssociationsAnswer): string {
  switch (exposure) {
    case 'reopened':
      return 'opened again';
    case 'rework':
      return 'something done again';
    case 'long-wait':
      return `a wait above ${durationText(longWait)}`;
    case 'handovers':
      return 'two or more handovers';
    case 'target-breached':
      return 'a target breached';
  }
}

function armText({ n, outcomes }: ArmAnswer): string {
  return outcomes === undefined ? `–/${count(n)}` : `${Math.round((100 * outcomes) / n)} % of ${count(n)}`;
}

function points(difference: number): string {
  const value = Math.round(1000 * difference) / 10;
  return `${value < 0 ? '−' : value > 0 ? '+' : ''}${Math.abs(value).toFixed(1)}`;
}

function limitsText({ difference, low, high }: EffectDifference): string {
  const limits = low === undefined || high === undefined ? '' : ` (${points(low)} to ${points(high)})`;
  return `${points(difference)}${limits}`;
}

function verdictOf({ stratified, reverses, fewOutcomes }: AssociationAnswer): string {
  const { low = 0, high = 0 } = stratified!;
  if (reverses) return 'crude misleads';
  if (fewOutcomes) return 'too few to tell';
  if (low > 0) return 'goes with more';
  return high < 0 ? 'goes with less' : 'may be chance';
}

function warningText(one: AssociationAnswer, part: AssociationsAnswer): string {
  const { exposure, aftermath, crude, stratified, strata, fewOutcomes } = one;
  const kinds = strata.filter(({ exposed, others }) => exposed.n > 0 && others.n > 0).length;
  const { low = 0, high = 0 } = stratified!;
  const isSure = !fewOutcomes && (low > 0 || high < 0);
  const why = isSure
    ? 'To which cases it was done makes the crude difference, and not that it was done.'
    : 'It may be chance: read neither as an effect.';
  return `Warning: ${exposureWords(exposure, part)} and ${aftermathWords[aftermath]}: the crude difference (${points(crude!.difference)}) misleads. Among cases that are alike (${counted(kinds, 'kind')}) it points the other way (${points(stratified!.difference)}). ${why}`;
}

function tooFewText(part: AssociationsAnswer): readonly string[] {
  const few = part.of.filter(({ tooFew }) => tooFew !== undefined);
  if (few.length === 0) return [];
  const byExposure = Map.groupBy(few, ({ exposure }) => exposure);
  const named = Array.from(byExposure, ([exposure, of]) =>
    of.length === aftermaths.length
      ? exposureWords(exposure, part)
      : `${exposureWords(exposure, part)} (${of.map(({ aftermath }) => aftermathWords[aftermath]).join(', ')})`,
  );
  return [`too few on one side to tell: ${named.join('; ')}`];
}

function strataText({ strata, judged }: AssociationsAnswer): string {
  const { caseType, seriousness, unsaid, others } = strata;
  const by = `like with like (with 95 % limits): cases of one ${oneLine(caseType)} and ${oneLine(seriousness)}, as each was said first`;
  if (unsaid < judged)
    return unsaid === 0 ? by : `${by}; ${count(unsaid)} say neither, and are compared with each other`;
  const hint =
    others.length === 0
      ? ''
      : `; they say ${others.join(', ')}: name one with tend processes define NAME --case-type, or --seriousness`;
  return `${by}: no case says either, so that all are compared as if they were alike${hint}`;
}

function notesText(shown: readonly AssociationAnswer[], windowDays: number): string {
  const chance =
    shown.length < 10
      ? ''
      : ` Of ${shown.length} comparisons one in twenty looks like more than chance without being it.`;
  return `What goes with something need not come of it: cases that are alike here may differ in what nobody recorded. Each ending is looked at by itself: what was done before it, and what the relationship did in the ${windowDays} days behind it. Turned bad: came into deterioration or dissolution, of those that were in neither; low answer: the first one, of those who gave one.${chance}`;
}
