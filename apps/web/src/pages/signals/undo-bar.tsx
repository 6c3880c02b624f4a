import { Button, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { nameOf } from '../../language/words.js';
import { formText } from '../../parts/form-text.js';
import { ProblemState } from '../../parts/problem-state.js';
import { texts } from '../../texts.js';
import styles from './signals.module.css';
import type { LastWord, SignalWorking } from './use-signal-work.js';

const words = texts.signals.undo;

/** What was done last, how to take it back, and, of what was resolved, what came of it. */
export function UndoBar({ working: { last, problem, undo, note } }: { readonly working: SignalWorking }) {
  return (
    <div className={styles['undo']}>
      {problem !== undefined && <ProblemState error={problem} />}
      {last !== undefined && (
        <>
          <output>{words[last.word.action](whatOf(last))}</output>
          <Button size="compact-xs" variant="default" onClick={undo}>
            {words.action}
          </Button>
          {last.word.action === 'resolve' && <Outcome key={last.row.id} note={note} />}
        </>
      )}
    </div>
  );
}

function whatOf({ row: { kind, relationship } }: LastWord): string {
  return relationship === undefined ? kind : `${kind}, ${nameOf(relationship)}`;
}

function Outcome({ note }: { readonly note: (outcome: string) => void }) {
  const [noted, setNoted] = useState<string>();
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const outcome = formText(new FormData(event.currentTarget), 'outcome');
    if (outcome === '') return;
    note(outcome);
    setNoted(outcome);
  };
  if (noted !== undefined) return <span className="quiet">{words.saved(noted)}</span>;
  return (
    <form className={styles['outcome']} onSubmit={submit}>
      <TextInput size="xs" name="outcome" maxLength={200} aria-label={words.outcome} placeholder={words.outcomeHint} />
      <Button type="submit" size="compact-xs" variant="default">
        {words.save}
      </Button>
    </form>
  );
}
