import { Link } from 'react-router';
import type { DocumentRow } from '#workspace/documents/made-answers.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import { useAddress } from './moment.js';

const { columns, asKept } = texts.made;

/** The members of some rows, in the order in which they come. */
export function membersOf(rows: readonly DocumentRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ row }) => Object.keys(row ?? {})))];
}

/** A line a document: its key, whose it is, and its row as it is seen. Values stand as the definition gives them. */
export function DocumentsTable({
  label,
  rows,
  members,
}: {
  readonly label: string;
  readonly rows: readonly DocumentRow[];
  readonly members: readonly string[];
}) {
  const addressOf = useAddress();
  const isNamed = rows.some(({ of }) => of?.name !== undefined);
  const hasNotes = rows.some(({ rowError }) => rowError !== undefined);
  const isNumber = (member: string): boolean => rows.every(({ row }) => typeof (row?.[member] ?? 0) === 'number');
  const numeric = new Set(members.filter(isNumber));
  const classOf = (member: string): string | undefined => (numeric.has(member) ? countCell : undefined);
  return (
    <WideTable>
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{columns.key}</th>
            {isNamed && <th scope="col">{columns.name}</th>}
            {members.map((member) => (
              <th key={member} scope="col" className={classOf(member)}>
                {member}
              </th>
            ))}
            {hasNotes && <th scope="col">{columns.notes}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, of, row, rowError }) => (
            <tr key={key}>
              <th scope="row">
                <Link to={addressOf(encodeURIComponent(key))}>{key}</Link>
              </th>
              {isNamed && <td data-label={columns.name}>{of?.name}</td>}
              {members.map((member) => (
                <td key={member} className={classOf(member)} data-label={member}>
                  {shown(row?.[member])}
                </td>
              ))}
              {hasNotes && <td data-label={columns.notes}>{rowError && asKept(rowError.message)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

function shown(value: string | number | boolean | null | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}
