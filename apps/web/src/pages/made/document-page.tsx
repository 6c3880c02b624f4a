import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { DocumentAnswer } from '#workspace/documents/made-answers.js';
import { document } from '../../api/made-reads.js';
import { projections } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { EventsList } from './events-list.js';
import styles from './made.module.css';
import { MomentNote, useAddress, useMoment } from './moment.js';

const words = texts.made.document;
const parts = ['view', 'row', 'document'] as const;

/** One document: as it is seen, its row, as it is folded, and the events that it is made of. */
export default function DocumentPage() {
  const { name = '', key = '' } = useParams();
  useDocumentTitle(`${key} · ${name} · ${texts.name}`);
  const { data, error, refetch } = useQuery(document(name, key, useMoment()));
  const all = useQuery(projections);
  const addressOf = useAddress();
  const isOfRelationship = all.data?.projections.find((row) => row.name === name)?.key === 'relationship';
  const list = (
    <p>
      <Link to={addressOf(`/projections/${encodeURIComponent(name)}/documents`)}>{texts.made.documentsOf(name)}</Link>
      {isOfRelationship && data?.of !== undefined && (
        <>
          {' · '}
          <Link to={`/relationships/${encodeURIComponent(data.of.id)}`}>{words.whole}</Link>
        </>
      )}
    </p>
  );
  if (error && !data) {
    return (
      <>
        <ProblemState error={error} retry={refetch} page />
        <MomentNote />
        {list}
      </>
    );
  }
  if (!data) return <SkeletonLines count={12} />;
  return (
    <>
      <h1 className={styles['key']}>{data.of?.name ?? key}</h1>
      {list}
      <MomentNote />
      <Made answer={data} />
    </>
  );
}

function Made({ answer }: { readonly answer: DocumentAnswer }) {
  const { count } = useLanguage();
  const { key, facts, quarantine, viewError, rowError, evidence } = answer;
  return (
    <>
      <p className="quiet">
        <code>{key}</code> · {words.facts(count(facts))} · {answer.build}
      </p>
      {quarantine && <p role="note">{words.apart(quarantine.step, quarantine.message)}</p>}
      {viewError && <p role="note">{words.noView(viewError.message)}</p>}
      {rowError && <p role="note">{words.noRow(rowError.message)}</p>}
      {parts.map(
        (part) =>
          answer[part] !== undefined && (
            <section key={part} className={styles['section']}>
              <h2>{words.parts[part]}</h2>
              {/* It scrolls by itself: then the keyboard must reach it. */}
              {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
              <pre className={styles['json']} tabIndex={0} aria-label={words.parts[part]}>
                {JSON.stringify(answer[part], undefined, 2)}
              </pre>
            </section>
          ),
      )}
      <section className={styles['section']}>
        <h2>{words.evidence}</h2>
        {evidence.length === 0 ? <p>{words.noEvidence}</p> : <EventsList events={evidence} />}
      </section>
    </>
  );
}
