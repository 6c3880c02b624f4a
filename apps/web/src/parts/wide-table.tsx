import type { ReactNode } from 'react';
import styles from './wide-table.module.css';

/** For cells that hold a number. */
export const countCell = styles['count']!;

/** A table that scrolls where it is wider than its column; in a narrow window each of its rows is a card. */
export function WideTable({ className, children }: { readonly className?: string; readonly children: ReactNode }) {
  return <div className={className === undefined ? styles['wide'] : `${styles['wide']} ${className}`}>{children}</div>;
}
