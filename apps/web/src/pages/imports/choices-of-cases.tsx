import type { ImportReport } from '#workspace/answers.js';
import { useLanguage } from '../../language/language.js';
import { WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import styles from './imports.module.css';

type Flattening = NonNullable<ImportReport['flattening']>;

const words = texts.imports;
const columns = ['cases', 'events', 'outside', 'inSeveral', 'steps', 'copies'] as const;

/** What each type of objects of a log would come to as the cases, while one can still be chosen. */
export function ChoicesOfCases({ flattening: { choices } }: { readonly flattening: Flattening }) {
  const { count } = useLanguage();
  if (choices.length === 0) return null;
  return (
    <WideTable className={styles['wide']!}>
      <table aria-label={words.choices}>
        <caption>{words.choices}</caption>
        <thead>
          <tr>
            <th scope="col">{words.choice.objectType}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {words.choice[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {choices.map((choice) => (
            <tr key={choice.objectType}>
              <td data-label={words.choice.objectType}>{choice.objectType}</td>
              {columns.map((column) => (
                <td key={column} data-label={words.choice[column]}>
                  {count(choice[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
