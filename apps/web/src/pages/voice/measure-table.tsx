import { Link } from 'react-router';
import type { VoiceDefinition } from '#workspace/voice/voice-definitions.js';
import { WhyNumber } from '../../parts/why.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import styles from './voice.module.css';

const words = texts.voice;

export interface MeasureRow {
  readonly name: string;
  readonly of: string;
  readonly value: string;
  readonly definition: VoiceDefinition;
}

interface TableProps {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly MeasureRow[];
}

/** Measures, a line each, with the definition and what is behind each one click away; nothing where there are none. */
export function MeasureTable({ id, title, rows }: TableProps) {
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <WideTable className={styles['others']!}>
        <table aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{words.measure}</th>
              <th scope="col" className={countCell}>
                {words.count}
              </th>
              <th scope="col">{words.value}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, of, value, definition }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td data-label={words.count} className={countCell}>
                  {of}
                </td>
                <td data-label={words.value}>
                  <WhyNumber
                    title={name}
                    value={value}
                    definition={`${definition.says} (${definition.source})`}
                    more={<Link to={totalsOf(definition)}>{words.behind}</Link>}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </section>
  );
}

/** The totals that a measure is made of. */
function totalsOf({ madeOf }: VoiceDefinition): string {
  return `/projections/${encodeURIComponent(madeOf.split(' ')[0]!)}/totals`;
}
