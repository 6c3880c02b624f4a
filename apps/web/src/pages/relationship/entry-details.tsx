import { Fragment, type ReactNode } from 'react';
import type { TimelineEntry } from '#workspace/answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf, typeWords } from '../../language/words.js';
import { texts } from '../../texts.js';
import styles from './timeline.module.css';

type Field = readonly [label: string, value: ReactNode];

/** The whole event: its record, what is personal in it, and both times. */
export function EntryDetails({ entry }: { readonly entry: TimelineEntry }) {
  const { instants, count } = useLanguage();
  const words = texts.entry;
  const { process, record } = entry;
  const fields: readonly Field[] = [
    [
      words.type,
      <>
        {typeWords(entry.type)} <code>{entry.type}</code>
      </>,
    ],
    [
      words.occurred,
      <>
        {instants.exact(entry.occurredAt)}{' '}
        <span className="quiet">
          {words.written} <code>{entry.occurredText}</code>
        </span>
      </>,
    ],
    ...(entry.sourceRecordedAt === undefined
      ? []
      : [[words.sourceRecorded, instants.exact(entry.sourceRecordedAt)] as const]),
    [words.recorded, instants.exact(entry.recordedAt)],
    [words.actor, <Party key="actor" {...entry.actor} />],
    ...(entry.parties.length > 0 ? [[words.parties, <Parties key="parties" parties={entry.parties} />] as const] : []),
    ...(process
      ? ([
          [words.process, process.definition],
          [words.case, <Party key="case" {...process.case} />],
          [words.activity, process.activity],
          [words.lifecycle, process.lifecycle],
        ] as const)
      : []),
    ...Object.entries(entry.data).map(([name, value]) => [name, <Value key={name} value={value} />] as const),
    [words.id, <code key="id">{entry.id}</code>],
    [words.sequence, count(entry.sequence)],
    ...(record
      ? ([
          [words.stream, <code key="stream">{`${record.stream} · ${record.revision}`}</code>],
          [words.recorder, record.recorder],
          [words.source, `${record.source.connector} · ${record.source.dataset}`],
          [words.correlation, <code key="correlation">{record.correlationId}</code>],
          [words.causation, <code key="causation">{record.causationId}</code>],
          [words.leaf, <code key="leaf">{record.leaf}</code>],
        ] as const)
      : []),
  ];
  return (
    <div className={styles['details']}>
      <Fields fields={fields} />
      <Personal personal={entry.personal} />
    </div>
  );
}

function Personal({ personal }: { readonly personal: TimelineEntry['personal'] | undefined }) {
  if (personal === undefined) return <p className="quiet">{texts.entry.noPersonal}</p>;
  if (personal === 'erased') return <p className="quiet">{texts.entry.erased}</p>;
  return (
    <section>
      <h4>{texts.entry.personal}</h4>
      <Fields fields={Object.entries(personal).map(([name, value]) => [name, <Value key={name} value={value} />])} />
    </section>
  );
}

function Fields({ fields }: { readonly fields: readonly Field[] }) {
  return (
    <dl>
      {fields.map(([label, value]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Parties({ parties }: Pick<TimelineEntry, 'parties'>) {
  return (
    <ul>
      {parties.map((party) => (
        <li key={`${party.id} ${party.role}`}>
          <Party {...party} /> <span className="quiet">{`${party.role}, ${texts.relationship.sides[party.side]}`}</span>
        </li>
      ))}
    </ul>
  );
}

function Party({ id, name }: { readonly id: string; readonly name?: string }) {
  return (
    <>
      {nameOf({ id, name })} {nameOf({ id, name }) !== id && <code className="quiet">{id}</code>}
    </>
  );
}

/** Values as they are: texts keep their lines, everything else is JSON. */
function Value({ value }: { readonly value: unknown }) {
  if (typeof value === 'string') return <span className={styles['text']}>{value}</span>;
  return (
    <code className={styles['text']}>
      {JSON.stringify(value, undefined, typeof value === 'object' ? 2 : undefined)}
    </code>
  );
}
