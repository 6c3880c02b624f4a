import type {
  ArmAnswer,
  AssociationAnswer,
  AssociationsAnswer,
} from '#workspace/processes/experience/experience-answers.js';
import type { EffectDifference } from '#measures/process/stratified-effect.js';
import type { Aftermath, Exposure } from '#measures/process/customer-associations.js';
import type { Language } from '../../language/language.js';
import { texts } from '../../texts.js';

const words = texts.process.experience.associations;

/** All that is looked for behind an ending. */
export const aftermaths = Object.keys(words.aftermaths) as readonly Aftermath[];

/** What was done to the customer. */
export function exposureText(exposure: Exposure, { longWait = 0 }: AssociationsAnswer, { duration }: Language): string {
  return exposure === 'long-wait' ? words.longWait(duration(longWait)) : words.exposures[exposure];
}

/** The share of one side behind which it came; of fewer than five it is not told. */
export function armText({ n, outcomes }: ArmAnswer, { count, share }: Language): string {
  return outcomes === undefined ? words.fewInArm(count(n)) : words.arm(share(n === 0 ? 0 : outcomes / n), count(n));
}

/** A difference of shares, in points of 100, with its sign: −0.0123 → "−1.2". */
export function pointsText(difference: number): string {
  const value = Math.round(1000 * difference) / 10;
  return `${value < 0 ? '−' : value > 0 ? '+' : ''}${Math.abs(value).toFixed(1)}`;
}

/** A difference with its limits, where there are any. */
export function differenceText({ difference, low, high }: EffectDifference): string {
  const text = pointsText(difference);
  return low === undefined || high === undefined ? text : words.limits(text, pointsText(low), pointsText(high));
}

export type Verdict = keyof typeof words.verdicts;

/** What can be read out of both differences. That they point in opposite directions goes before everything. */
export function verdictOf(one: AssociationAnswer): Verdict {
  if (one.reverses) return 'misleads';
  if (one.fewOutcomes) return 'few';
  if (!isSure(one)) return 'chance';
  return (one.stratified?.low ?? 0) > 0 ? 'more' : 'less';
}

/** Whether the difference among cases that are alike is more than chance. */
export function isSure({ stratified, fewOutcomes }: AssociationAnswer): boolean {
  const { low = 0, high = 0 } = stratified ?? {};
  return !fewOutcomes && (low > 0 || high < 0);
}

/** Those that can be shown, those behind which nothing came, and those with too few on one side. */
export function sortedAssociations({ of }: AssociationsAnswer) {
  const comparable = of.filter(({ tooFew }) => tooFew === undefined);
  const shown = comparable.filter(({ exposed, others }) => exposed.outcomes !== 0 || others.outcomes !== 0);
  const isIn = (some: readonly AssociationAnswer[], aftermath: string) =>
    some.some((one) => one.aftermath === aftermath);
  return {
    shown,
    neverCame: aftermaths.filter((aftermath) => isIn(comparable, aftermath) && !isIn(shown, aftermath)),
    tooFew: of.filter(({ tooFew }) => tooFew !== undefined),
  };
}
