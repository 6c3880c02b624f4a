/* oxlint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus, jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-interactions -- the combobox pattern of ARIA: the field keeps the focus and takes the keys of its options; Esc is the dialog's own */
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { processes } from '../api/process-reads.js';
import { relationshipsNamed } from '../api/reads.js';
import { useLanguage } from '../language/language.js';
import { texts } from '../texts.js';
import { pages } from './pages.js';
import { searchOptions, type SearchOption } from './search-options.js';
import styles from './search-dialog.module.css';

const relationshipsShown = 8;
const typingMs = 120;

/** ⌘K: one field that finds relationships, processes and pages, and opens what is chosen. */
export function SearchDialog({ close }: { readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const { options, settled } = useOptions(text);
  useEffect(() => dialog.current!.showModal(), []);

  const open = (option: SearchOption | undefined): void => {
    if (!option) return;
    close();
    void navigate(option.to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && options.length > 0) setChosen((chosen + step + options.length) % options.length);
    else if (event.key === 'Enter') open(options[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-label={texts.search.title}
      onClose={close}
      onClick={({ target, currentTarget }) => target === currentTarget && close()}
    >
      <div className={styles['content']}>
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="search-options"
          aria-activedescendant={options[chosen] ? `search-option-${chosen}` : undefined}
          aria-label={texts.search.title}
          placeholder={texts.search.placeholder}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Options options={options} chosen={chosen} choose={setChosen} open={open} />
        {options.length === 0 && settled && <p className={styles['nothing']}>{texts.search.nothing}</p>}
        <p className={styles['keys']}>{texts.search.keys}</p>
      </div>
    </dialog>
  );
}

interface OptionsProps {
  readonly options: readonly SearchOption[];
  readonly chosen: number;
  readonly choose: (at: number) => void;
  readonly open: (option: SearchOption) => void;
}

function Options({ options, chosen, choose, open }: OptionsProps) {
  return (
    <div id="search-options" role="listbox" aria-label={texts.search.title} className={styles['options']}>
      {options.map((option, at) => (
        <div key={option.to}>
          {option.section !== options[at - 1]?.section && (
            <div className={styles['section']} role="presentation">
              {texts.search[option.section]}
            </div>
          )}
          <div
            id={`search-option-${at}`}
            role="option"
            aria-selected={at === chosen}
            className={styles['option']}
            onPointerMove={() => choose(at)}
            onClick={() => open(option)}
          >
            <span>{option.title}</span>
            <Told option={option} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** What tells two relationships of the same name apart. */
function Told({ option: { touchpoints, lastTouchpoint } }: { readonly option: SearchOption }) {
  const { instants, count, nowMs } = useLanguage();
  if (touchpoints === undefined) return null;
  const { one, other } = texts.relationship.touchpoints;
  return (
    <span className="quiet small">
      {count(touchpoints)} {touchpoints === 1 ? one : other}
      {lastTouchpoint !== undefined && `, ${instants.ago(lastTouchpoint, nowMs)}`}
    </span>
  );
}

function useOptions(text: string): { options: readonly SearchOption[]; settled: boolean } {
  const [wanted] = useDebouncedValue(text.trim(), typingMs);
  const found = useQuery({ ...relationshipsNamed(wanted, relationshipsShown), enabled: wanted !== '' });
  const known = useQuery(processes());
  const relationships = wanted === '' ? [] : (found.data?.rows ?? []);
  return {
    options: searchOptions(text, { pages, processes: known.data?.processes ?? [], relationships }),
    settled: wanted === text.trim() && !found.isFetching,
  };
}
