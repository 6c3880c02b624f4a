/** How a phase is marked: a colour of Okabe & Ito (2008), safe for colour-blind people, and a glyph. Never a colour alone. */
export interface PhaseMark {
  readonly glyph: string;
  /** Of what is drawn; words beside it stay in the colour of the text. */
  readonly colour: string;
  /** Of a glyph that stands on it. */
  readonly on: string;
}

const [light, deep] = ['#ffffff', '#17212b'];

const marks: Readonly<Record<string, PhaseMark>> = {
  'outreach': { glyph: '○', colour: '#999999', on: deep },
  'establishment': { glyph: '◔', colour: '#56b4e9', on: deep },
  'not-established': { glyph: '◌', colour: '#bbbbbb', on: deep },
  'growth': { glyph: '▲', colour: '#009e73', on: light },
  'management': { glyph: '●', colour: '#0072b2', on: light },
  'deterioration': { glyph: '▽', colour: '#e69f00', on: deep },
  'betrayal': { glyph: '▼', colour: '#d55e00', on: light },
  'recovery': { glyph: '↗', colour: '#cc79a7', on: deep },
  // Black on light, and light on dark.
  'dissolved': { glyph: '✕', colour: 'var(--ink)', on: 'var(--paper)' },
};

const unknown: PhaseMark = { glyph: '▨', colour: 'var(--quiet)', on: 'var(--paper)' };

/** @param cause of a deterioration: a betrayal has a mark of its own */
export function phaseMark(phase: string | undefined, cause: string | null = null): PhaseMark {
  return marks[cause === 'betrayal' ? cause : (phase ?? '')] ?? unknown;
}

/** Laid over a time of which nothing can be told. */
export const unknownHatch = 'repeating-linear-gradient(45deg, var(--paper) 0 3px, transparent 3px 8px)';
