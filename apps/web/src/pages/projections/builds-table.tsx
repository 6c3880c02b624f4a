import type { BuildRow } from '#workspace/builds/build-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { FoldingCells, FoldingHeads } from './folding-columns.js';
import { percentOf } from './percent.js';
import { WideTable } from '../../parts/wide-table.js';
import styles from './projections.module.css';

/** The builds of a projection: which of them serves, and how far the others are. */
export function BuildsTable({ builds, label }: { readonly builds: readonly BuildRow[]; readonly label: string }) {
  const { count, duration } = useLanguage();
  const words = texts.projections;
  const { columns } = words;
  const stateOf = ({ state, progress }: BuildRow): string => {
    if (progress === undefined) return words.states[state];
    const left = progress.secondsLeft === undefined ? [] : [texts.progress.left(duration(progress.secondsLeft))];
    const rate = texts.progress.rate(`${count(progress.eventsPerSecond)} events`);
    return [`${words.states[state]} ${percentOf(progress)}`, rate, ...left].join(' · ');
  };
  return (
    <WideTable className={styles['wide']!}>
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{columns.build}</th>
            <th scope="col">{columns.state}</th>
            <th scope="col">{columns.code}</th>
            <FoldingHeads />
            <th scope="col">{columns.notes}</th>
          </tr>
        </thead>
        <tbody>
          {builds.map((row) => (
            <tr key={row.build}>
              <th scope="row">{row.build}</th>
              <td data-label={columns.state} data-state={row.state}>
                {stateOf(row)}
              </td>
              <td data-label={columns.code} title={row.fingerprint}>
                {row.isCurrent ? words.current : words.older}
              </td>
              <FoldingCells row={row} />
              <td className={styles['notes']} data-label={columns.notes}>
                {row.reason}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
