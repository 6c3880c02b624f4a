import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import styles from './sections.module.css';

export interface FigureColumn {
  readonly title: string;
  /** What its numbers count, for its head to open to. */
  readonly why?: string;
  /** It holds words, not numbers. */
  readonly isText?: true;
}

export interface FigureRow {
  readonly key: string;
  readonly name: ReactNode;
  /** A cell for each column. */
  readonly cells: readonly ReactNode[];
}

interface FigureTableProps {
  readonly label: string;
  /** Of the names of the rows. */
  readonly head: string;
  readonly columns: readonly FigureColumn[];
  readonly rows: readonly FigureRow[];
  /** So many stand there before more are asked for. */
  readonly atFirst?: number;
}

/** Rows of figures, the first so many of them until more are asked for; in a narrow window each row is a card. */
export function FigureTable({ label, head, columns, rows, atFirst = 15 }: FigureTableProps) {
  const { count } = useLanguage();
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, atFirst);
  return (
    <>
      <WideTable className={styles['figures']!}>
        <table aria-label={label}>
          <thead>
            <tr>
              <th scope="col">{head}</th>
              {columns.map(({ title, why, isText }) => (
                <th key={title} scope="col" className={isText ? undefined : countCell}>
                  {why === undefined ? title : <WhyNumber title={title} value={title} definition={why} />}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ key, name, cells }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                {columns.map(({ title, isText }, at) => (
                  <td key={title} data-label={title} className={isText ? undefined : countCell}>
                    {cells[at]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {rows.length > shown.length && (
        <p>
          <Button variant="default" onClick={() => setIsWhole(true)}>
            {texts.relationship.more(count(rows.length - shown.length))}
          </Button>
        </p>
      )}
    </>
  );
}
