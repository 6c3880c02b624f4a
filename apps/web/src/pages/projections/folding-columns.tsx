import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { countCell } from '../../parts/wide-table.js';

const { columns } = texts.projections;

/** What a table tells of every build: how far it is, and what it holds. */
interface Folding {
  readonly position: number;
  readonly lagEvents: number;
  readonly documents: number;
  readonly quarantined: number;
}

const names = { position: 'position', lagEvents: 'lag', documents: 'documents', quarantined: 'quarantined' } as const;
const fields = Object.keys(names) as (keyof Folding)[];

export function FoldingHeads() {
  return fields.map((field) => (
    <th key={field} scope="col" className={countCell}>
      {columns[names[field]]}
    </th>
  ));
}

export function FoldingCells({ row }: { readonly row: Folding }) {
  const { count } = useLanguage();
  return fields.map((field) => (
    <td key={field} className={countCell} data-label={columns[names[field]]}>
      {count(row[field])}
    </td>
  ));
}
