import { Skeleton } from '@mantine/core';
import styles from './states.module.css';

/** Grey lines where lines of text will stand. */
export function SkeletonLines({ count, page = false }: { readonly count: number; readonly page?: boolean }) {
  return (
    <div
      className={page ? `${styles['lines']} ${styles['page']}` : styles['lines']}
      aria-busy="true"
      aria-hidden="true"
    >
      {Array.from({ length: count }, (_, at) => (
        <Skeleton key={at} height={16} width={`${92 - ((at * 37) % 40)}%`} radius="sm" />
      ))}
    </div>
  );
}
