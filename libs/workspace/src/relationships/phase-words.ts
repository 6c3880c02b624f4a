import type { DeteriorationCause, Phase, PhaseReason } from '#measures/phases/phase.js';

/** What phases are called and marked with wherever a person reads them; the pages add a colour (`phases.ts`). */
export const phaseGlyphs: Readonly<Record<Phase, string>> = {
  'outreach': '○',
  'establishment': '◔',
  'not-established': '◌',
  'growth': '▲',
  'management': '●',
  'deterioration': '▽',
  'recovery': '↗',
  'dissolved': '✕',
};

/** Of a phase that cannot be told. */
export const unknownGlyph = '▨';

export function phaseGlyph(phase: string, cause: string | null = null): string {
  if (cause === 'betrayal') return '▼';
  return Object.hasOwn(phaseGlyphs, phase) ? phaseGlyphs[phase as Phase] : unknownGlyph;
}

/** A phase and its cause as they are read out: “deterioration by neglect”. */
export function phaseWords(phase: Phase, cause: DeteriorationCause | null): string {
  if (phase === 'not-established') return 'not established';
  return cause === null ? phase : `${phase} by ${cause}`;
}

/** The rule that gave a phase, in words: the rows of `phase-table.ts`. */
export const reasonWords: Readonly<Record<PhaseReason, string>> = {
  'no-act-of-theirs': 'nothing has come from them yet',
  'cancelled': 'it was cancelled',
  'contract-ended': 'a contract ended and was not renewed within its grace',
  'silent-for-long': 'silent for a year or more, and too long to be chance',
  'breach-then-silence': 'a breach of ours is open, and they fell silent after it',
  'breach-then-detractor': 'a breach of ours is open, and they answered as a detractor after it',
  'breach-then-lower-score': 'a breach of ours is open, and their score fell by 2 of 10 or more after it',
  'breach-then-notice': 'a breach of ours is open, and they gave notice after it',
  'second-breach': 'a breach of ours is open, and another followed it',
  'silence': 'silent for longer than their rhythm explains',
  'decline': 'the gaps between their contacts have become longer',
  'came-back': 'they came back by themselves after something was wrong',
  'few-contact-days': 'it began not long ago, with few contact-days',
  'few-contact-days-for-long': 'it began long ago, and there are few contact-days',
  'growth-alarm': 'the gaps between their contacts have become shorter',
  'expanded': 'they took more than before',
  'new-person': 'a new person of theirs is in exchange with us',
  'new-product': 'they took a product that they had not taken before',
  'otherwise': 'established, and none of the other rules holds',
};
