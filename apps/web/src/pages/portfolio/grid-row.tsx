/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows that are taken out of the flow cannot be those of a table: this is the grid pattern of ARIA */
import { Skeleton } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'react-router';
import type { PortfolioRow } from '#workspace/answers.js';
import { useLanguage, type Language } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { useWhy } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { whyNoContact } from '../../language/no-contact.js';
import { columns, type Column } from './columns.js';
import type { GridCell } from './grid-keys.js';
import { relationshipAddress, usePortfolioAddress } from './narrowing.js';
import { PhaseName } from './phase-glyph.js';
import { writeStanding, type Written } from './standing-cells.js';
import styles from './portfolio.module.css';

interface Place {
  readonly index: number;
  readonly top: number;
  readonly height: number;
}

interface GridRowProps extends Place {
  readonly row: PortfolioRow;
  /** The counts that stand in a narrow window. */
  readonly narrow: ReadonlySet<string>;
  /** The column whose cell can be tabbed to, if it is in this row. */
  readonly focused: number | undefined;
  readonly onFocusCell: (cell: GridCell) => void;
}

/** One relationship. Its name opens it; every other value opens to what it counts. */
export const GridRow = memo(function GridRow({ row, narrow, index, top, height, focused, onFocusCell }: GridRowProps) {
  const language = useLanguage();
  const explain = useWhy();
  const { narrowed: moment } = usePortfolioAddress();
  const address = relationshipAddress(row.id, moment);
  const isPast = moment.asOf !== undefined || moment.knownBy !== undefined;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles['row']}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      {columns.map((column, at) => {
        const reach = {
          'data-cell': `${index} ${at}`,
          'tabIndex': focused === at ? 0 : -1,
          'onFocus': () => onFocusCell({ row: index, column: at }),
        };
        if (column.kind === 'name') {
          return (
            <div key={column.name} role="gridcell" className={styles['name']}>
              <Link to={address} {...reach} className={row.name === undefined ? styles['unnamed'] : undefined}>
                {nameOf(row)}
              </Link>
            </div>
          );
        }
        const { short, exact, because } =
          column.kind === 'standing' ? writeStanding(column.name, row, language) : write(column, row, language, isPast);
        const explanation = {
          title: texts.portfolio.columns[column.name],
          value: exact,
          definition: texts.counts[column.name as keyof typeof texts.counts],
          because: because ?? whyNoContact(column.name, row),
          more: <Link to={address}>{nameOf(row)}</Link>,
        };
        return (
          <div
            key={column.name}
            role="gridcell"
            className={`${styles[column.kind]} ${styles[column.name]} ${narrow.has(column.name) ? styles['onNarrow'] : ''}`}
            data-label={texts.portfolio.columns[column.name]}
          >
            <button
              type="button"
              {...reach}
              title={column.kind === 'time' ? exact : undefined}
              onClick={({ currentTarget }) => explain(currentTarget, explanation)}
            >
              {column.name === 'phase' && row.phase !== undefined ? (
                <PhaseName phase={row.cause ?? row.phase} />
              ) : (
                short
              )}
            </button>
          </div>
        );
      })}
    </div>
  );
});

function write(
  { kind, value }: Column,
  row: PortfolioRow,
  { instants, count, nowMs }: Language,
  isPast: boolean,
): Written {
  const raw = value(row);
  if (raw === undefined) return { short: '–', exact: '–' };
  // Of a moment before now nothing was so many days ago.
  const shortTime = (iso: string): string => (isPast ? instants.date(iso) : instants.ago(iso, nowMs));
  if (kind === 'time') return { short: shortTime(String(raw)), exact: instants.exact(String(raw)) };
  return { short: count(Number(raw)), exact: count(Number(raw)) };
}

export function SkeletonRow({ index, top, height }: Place) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-busy="true"
      className={styles['row']}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <div role="gridcell" className={styles['name']}>
        <Skeleton height={12} width={`${40 + ((index * 29) % 40)}%`} />
      </div>
    </div>
  );
}
