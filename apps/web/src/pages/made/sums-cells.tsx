import type { TotalRow, WholeNumber } from '#workspace/documents/made-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';

const { columns, column } = texts.made;

/** Sums and measured values of one total. Their units are those of the definition, so the numbers stand as they are. */
export function SumsCells({ row: { sums, columns: values } }: { readonly row: Pick<TotalRow, 'sums' | 'columns'> }) {
  const { count } = useLanguage();
  const shown = (value: WholeNumber): string => (typeof value === 'number' ? count(value) : value);
  return (
    <>
      <td data-label={columns.sums}>
        {Object.entries(sums)
          .map(([name, sum]) => `${name} ${shown(sum)}`)
          .join(', ')}
      </td>
      <td data-label={columns.values}>
        {Object.entries(values).map(([name, { count: n, min, median, p90, max }]) => (
          <div key={name}>
            {name}: {n === 1 ? count(min) : column(count(n), count(min), count(max), count(median), count(p90))}
          </div>
        ))}
      </td>
    </>
  );
}
