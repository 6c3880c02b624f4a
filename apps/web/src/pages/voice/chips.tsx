import { Link } from 'react-router';
import { texts } from '../../texts.js';
import styles from './voice.module.css';

interface ChipsProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly chosen: string | undefined;
  readonly addressOf: (value: string | undefined) => string;
  /** What a value is called, where that is not its name. */
  readonly nameOf?: (value: string) => string;
}

/** One of some values, or all of them; nothing where there is nothing to choose. */
export function Chips({ label, values, chosen, addressOf, nameOf = String }: ChipsProps) {
  if (values.length < 2 && chosen === undefined) return null;
  return (
    <nav className={styles['chips']} aria-label={label}>
      <span className="quiet">{label}</span>
      {[undefined, ...values].map((value) => (
        <Link key={value ?? ''} to={addressOf(value)} aria-current={value === chosen ? 'true' : undefined}>
          {value === undefined ? texts.voice.any : nameOf(value)}
        </Link>
      ))}
    </nav>
  );
}
