import type { DiffAnswer, FieldDifference } from '#workspace/builds/build-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import styles from './projections.module.css';

const words = texts.projections.diff;
const counted = ['compared', 'added', 'removed', 'changed'] as const;
const kinds = ['documents', 'rows', 'totals', 'signals'] as const;
const changesShown = 10;

/** What differs between two builds: counts, fields, and examples with the events that they are made of. */
export function DiffView({ diff }: { readonly diff: DiffAnswer }) {
  const { count } = useLanguage();
  const { from, to, position, fields } = diff;
  const isSame = kinds.every((kind) => diff[kind].added + diff[kind].removed + diff[kind].changed === 0);
  return (
    <section className={styles['diff']} aria-live="polite">
      <h2>{words.title(to.build, from.build)}</h2>
      <p className="quiet">{words.at(count(position.to))}</p>
      <WideTable className={styles['wide']!}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.what}</th>
              {counted.map((column) => (
                <th key={column} scope="col" className={countCell}>
                  {words[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => (
              <tr key={kind}>
                <th scope="row">{words.kinds[kind]}</th>
                {counted.map((column) => (
                  <td key={column} className={countCell} data-label={words[column]}>
                    {count(diff[kind][column])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {isSame && <p>{words.same}</p>}
      {fields.length > 0 && (
        <>
          <h3>{words.fields}</h3>
          <ul>
            {fields.map(({ path, documents }) => (
              <li key={path}>
                <code>{path === '' ? words.whole : path}</code> <span className="quiet">{count(documents)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Examples diff={diff} />
    </section>
  );
}

/** Documents and totals that differ, a few of each kind. */
function Examples({ diff: { examples, totalExamples } }: { readonly diff: DiffAnswer }) {
  return (
    <>
      {examples.length > 0 && (
        <>
          <h3>{words.examples}</h3>
          <ul>
            {examples.map(({ key, kind, fields: changes, evidence }) => (
              <li key={key}>
                {words.kind[kind]} <code>{key}</code>
                <Changes changes={changes} />
                {evidence.length > 0 && <p className="quiet">{words.events(evidence.join(' '))}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
      {totalExamples.length > 0 && (
        <>
          <h3>{words.totals}</h3>
          <ul>
            {totalExamples.map(({ at, kind, fields: changes }) => (
              <li key={JSON.stringify(at)}>
                {words.kind[kind]} <code>{at.join(' / ')}</code>
                <Changes changes={changes} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Changes({ changes }: { readonly changes: readonly FieldDifference[] }) {
  return (
    <ul className={styles['changes']}>
      {changes.slice(0, changesShown).map(({ path, before, after }) => (
        <li key={path}>
          <code>{words.change(path === '' ? words.whole : path, shown(before), shown(after))}</code>
        </li>
      ))}
    </ul>
  );
}

function shown(value: unknown): string {
  return value === undefined ? '–' : JSON.stringify(value);
}
