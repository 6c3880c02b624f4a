import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import type { RuleAnswer, RuleType } from '#workspace/rules/rule-answers.js';
import { rules } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import { PublishForm } from './publish-form.js';
import styles from './rules.module.css';

const words = texts.rules;

/** What a what-if hands over to be published. */
export interface RulesToPublish {
  readonly rules?: string;
}

/** The rules that hold and those to come, what can be published, and a form that publishes. */
export default function RulesPage() {
  useDocumentTitle(`${words.title} · ${texts.name}`);
  const { rules: handedOver = '' } = (useLocation().state ?? {}) as RulesToPublish;
  const [text, setText] = useState(handedOver);
  const [all, setAll] = useState(false);
  const { data, error, refetch } = useQuery(rules(all));
  if (error && !data) return <ProblemState error={error} retry={refetch} page />;
  if (!data) return <SkeletonLines count={8} />;
  return (
    <>
      <h1>{words.title}</h1>
      <p className="quiet">{words.says}</p>
      <label>
        <input type="checkbox" checked={all} onChange={({ target }) => setAll(target.checked)} /> {words.showReplaced}
      </label>
      {data.rules.length === 0 ? (
        <p>
          {words.none}. <span className="quiet">{words.noneDetail}</span>
        </p>
      ) : (
        <RulesTable rows={data.rules} />
      )}
      <PublishForm text={text} change={setText} />
      <TypesTable rows={data.types} take={(example) => setText(example)} />
    </>
  );
}

function RulesTable({ rows }: { readonly rows: readonly RuleAnswer[] }) {
  const { instants } = useLanguage();
  const { columns } = words;
  return (
    <WideTable>
      <table aria-label={words.title}>
        <thead>
          <tr>
            {Object.values(columns).map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.type}</th>
              <td data-label={columns.scope}>{row.scope ?? words.all}</td>
              <td data-label={columns.version}>{row.version}</td>
              <td data-label={columns.from}>{instants.exact(row.effectiveFrom)}</td>
              <td data-label={columns.standing}>{words.standings[row.standing]}</td>
              <td data-label={columns.published}>{instants.exact(row.recordedAt)}</td>
              <td data-label={columns.by}>{nameOf(row.actor)}</td>
              <td data-label={columns.content}>
                <Content data={row.data} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

function Content({ data }: Pick<RuleAnswer, 'data'>) {
  return (
    <details>
      <summary>{words.show}</summary>
      <pre className={styles['content']}>{indented(data)}</pre>
    </details>
  );
}

function TypesTable({ rows, take }: { readonly rows: readonly RuleType[]; readonly take: (example: string) => void }) {
  const { typeColumns } = words;
  return (
    <section>
      <h2>{words.types}</h2>
      <WideTable>
        <table aria-label={words.types}>
          <thead>
            <tr>
              {Object.values(typeColumns).map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ type, description, scope, readBy, example }) => (
              <tr key={type}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles['take']}
                    aria-label={words.example(type)}
                    onClick={() => take(indented([{ type, data: example }]))}
                  >
                    {type}
                  </button>
                </th>
                <td data-label={typeColumns.description}>{description}</td>
                <td data-label={typeColumns.scope}>{scope ?? ''}</td>
                <td data-label={typeColumns.readBy}>
                  {readBy.length === 0 ? <span className="quiet">{words.unread}</span> : <Readers names={readBy} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </section>
  );
}

function Readers({ names }: { readonly names: readonly string[] }) {
  return names.map((name, i) => (
    <span key={name}>
      {i > 0 && ', '}
      <Link to={`/projections/${encodeURIComponent(name)}`}>{name}</Link>
    </span>
  ));
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
