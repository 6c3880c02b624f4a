import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { LinkEvidence } from '#core/link-evidence.js';
import type { RelationshipRow } from '#workspace/answers.js';
import { relationship, relationshipsNamed } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { texts } from '../../texts.js';
import styles from './relationship.module.css';

const shownMost = 6;
const typingMs = 200;
const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const kinds = Object.entries(texts.relationship.links.evidence) as readonly (readonly [LinkEvidence, string])[];

interface LinkFormProps {
  /** The relationship that is linked: it is not offered itself. */
  readonly id: string;
  readonly running: boolean;
  readonly link: (other: string, evidence: LinkEvidence) => void;
  readonly close: () => void;
}

/** Finds the other relationship by its name or id, and links the two with one click: it can be taken back. */
export function LinkForm({ id, running, link, close }: LinkFormProps) {
  const { count, instants, nowMs } = useLanguage();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [evidence, setEvidence] = useState<LinkEvidence>('same-organisation');
  const { found, settled } = useFound(text, id);
  // It was opened to type into.
  useEffect(() => field.current!.focus(), []);
  const words = texts.relationship.links;
  const { one, other } = texts.relationship.touchpoints;
  return (
    <div className={styles['form']}>
      <TextInput
        size="xs"
        type="search"
        label={words.search}
        value={text}
        autoComplete="off"
        spellCheck={false}
        ref={field}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Escape' && close()}
      />
      <NativeSelect
        size="xs"
        label={words.because}
        value={evidence}
        data={kinds.map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget }) => setEvidence(currentTarget.value as LinkEvidence)}
      />
      <ul className={styles['list']}>
        {found.map((row) => (
          <li key={row.id} className={styles['measured']}>
            <span>
              {nameOf(row)}{' '}
              <span className="quiet small">
                {count(row.touchpoints)} {row.touchpoints === 1 ? one : other}
                {row.lastTouchpoint !== undefined && `, ${instants.ago(row.lastTouchpoint, nowMs)}`}
              </span>
            </span>
            <button
              type="button"
              className={styles['more']}
              disabled={running}
              aria-label={words.linkWith(nameOf(row))}
              onClick={() => link(row.id, evidence)}
            >
              {words.link}
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && settled && <p className="quiet small">{words.nobody}</p>}
      <button type="button" className={styles['more']} onClick={close}>
        {words.cancel}
      </button>
    </div>
  );
}

/** Whom a text may mean: an id that one, a name those that it fits best. */
function useFound(
  text: string,
  self: string,
): { readonly found: readonly RelationshipRow[]; readonly settled: boolean } {
  const [wanted] = useDebouncedValue(text.trim(), typingMs);
  const isId = idForm.test(wanted);
  const byId = useQuery({ ...relationship(wanted), enabled: isId, retry: false });
  const byName = useQuery({ ...relationshipsNamed(wanted, shownMost + 1), enabled: wanted !== '' && !isId });
  const rows = wanted === '' ? [] : isId ? (byId.data === undefined ? [] : [byId.data]) : (byName.data?.rows ?? []);
  return {
    found: rows.filter((row) => row.id !== self).slice(0, shownMost),
    settled: wanted !== '' && wanted === text.trim() && !byId.isFetching && !byName.isFetching,
  };
}
