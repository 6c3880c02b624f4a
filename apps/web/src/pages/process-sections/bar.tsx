import styles from './sections.module.css';

/** A share as a bar, beside its number: that says it to those who do not see it. */
export function Bar({ part }: { readonly part: number }) {
  return (
    <span className={styles['bar']} aria-hidden="true">
      {part > 0 && <span style={{ width: `${100 * part}%` }} />}
    </span>
  );
}
