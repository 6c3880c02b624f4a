import { phaseMark } from '../../language/phases.js';
import { phaseWords } from '../../portfolio-texts.js';
import styles from './standing.module.css';

const causes = new Set(['betrayal', 'neglect', 'withdrawal']);

/** A phase, or what made a relationship deteriorate: its glyph in its colour, and its name in the colour of the text. */
export function PhaseName({ phase }: { readonly phase: string }) {
  const { glyph, colour } = causes.has(phase) ? phaseMark('deterioration', phase) : phaseMark(phase);
  return (
    <span className={styles['phaseName']}>
      <span aria-hidden="true" className={styles['glyph']} style={{ color: colour }}>
        {glyph}
      </span>
      {phaseWords[phase] ?? phase}
    </span>
  );
}
