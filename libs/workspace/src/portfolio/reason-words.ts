import type { PhaseReason } from '#measures/phases/phase.js';
import type { Standing } from './standing.js';

const words: Readonly<Record<PhaseReason, string>> = {
  'no-act-of-theirs': 'they have not done anything yet',
  'cancelled': 'it was cancelled',
  'contract-ended': 'its contract ended and nobody renewed it',
  'silent-for-long': 'silent for a year or longer',
  'breach-then-silence': 'silent after a breach of ours',
  'breach-then-detractor': 'a detractor’s answer after a breach of ours',
  'breach-then-lower-score': 'a much lower score after a breach of ours',
  'breach-then-notice': 'notice was given after a breach of ours',
  'second-breach': 'a second breach of ours while one was open',
  'silence': 'silent for longer than usual',
  'decline': 'their contacts come further apart than before',
  'came-back': 'they came back by themselves',
  'few-contact-days': 'fewer than 5 contact-days of theirs',
  'few-contact-days-for-long': 'fewer than 5 contact-days of theirs, for longer than others take',
  'growth-alarm': 'their contacts come closer together than before',
  'expanded': 'they took more',
  'new-person': 'a new person of theirs is in exchange with us',
  'new-product': 'they took a new product',
  'otherwise': 'none of the other rules matches',
};

const silent: ReadonlySet<PhaseReason> = new Set(['silence', 'silent-for-long', 'breach-then-silence']);

/** Why a relationship is in its phase, in one sentence: numbers first where it is silent. */
export function becauseOf({ trajectory }: Standing): string | undefined {
  if (trajectory === undefined) return undefined;
  const { reason, usualDays, silentDays, p } = trajectory;
  if (!silent.has(reason) || silentDays === null || silentDays === undefined) return words[reason];
  const usual = usualDays === null ? '' : `usually every ${rounded(usualDays)} days; `;
  const likely = p === null || p === undefined ? '' : `; ${percent(p)} likely`;
  const after = reason === 'breach-then-silence' ? ', after a breach of ours' : '';
  return `${usual}silent for ${rounded(silentDays)}${likely}${after}`;
}

function rounded(days: number): string {
  return days < 10 ? String(Math.round(days * 10) / 10) : String(Math.round(days));
}

function percent(p: number): string {
  return p < 0.001 ? 'less than 0.1 %' : `${(100 * p).toFixed(1)} %`;
}
