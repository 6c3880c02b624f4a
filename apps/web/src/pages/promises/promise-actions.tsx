import { Button, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { PromiseRow } from '#workspace/relationships/promise-answers.js';
import { nameOf } from '../../language/words.js';
import { formText } from '../../parts/form-text.js';
import { ProblemState } from '../../parts/problem-state.js';
import { texts } from '../../texts.js';
import { promiseName } from '../relationship/promise-name.js';
import { promiseWordsFor } from './promise-words.js';
import styles from './promises.module.css';
import type { PromiseWorking } from './use-promise-work.js';

const words = texts.promises;

/** What was said last, and how to take it back. */
export function PromiseSaid({ working: { last, problem, undo } }: { readonly working: PromiseWorking }) {
  if (problem !== undefined) return <ProblemState error={problem} />;
  if (last === undefined) return null;
  return (
    <p className={styles['said']}>
      <output>{words.said[last.word](whatOf(last.row))}</output>
      <Button size="compact-xs" variant="default" onClick={undo}>
        {words.undo}
      </Button>
    </p>
  );
}

function whatOf(row: PromiseRow): string {
  return row.relationship === undefined ? promiseName(row) : `${promiseName(row)}, ${nameOf(row.relationship)}`;
}

interface PromiseActionsProps {
  readonly row: PromiseRow;
  readonly working: PromiseWorking;
}

/** What can be said of one promise. */
export function PromiseActions({ row, working }: PromiseActionsProps) {
  const [isMoving, setMoving] = useState(false);
  if (isMoving) return <NewDue row={row} working={working} close={() => setMoving(false)} />;
  const who = row.relationship === undefined ? '' : nameOf(row.relationship);
  return (
    <span className={styles['actions']}>
      {promiseWordsFor(row).map((word) => (
        <Button
          key={word}
          size="compact-xs"
          variant="default"
          disabled={working.going.has(row.id)}
          aria-label={words.actions.of(words.actions[word], promiseName(row), who)}
          onClick={() => (word === 'renegotiate' ? setMoving(true) : working.say(row, word))}
        >
          {words.actions[word]}
        </Button>
      ))}
    </span>
  );
}

function NewDue({ row, working, close }: PromiseActionsProps & { readonly close: () => void }) {
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const dueAt = formText(new FormData(event.currentTarget), 'dueAt');
    if (dueAt === '') return;
    close();
    working.say(row, 'renegotiate', dueAt);
  };
  return (
    <form className={styles['actions']} onSubmit={submit}>
      <TextInput label={words.actions.due} name="dueAt" size="xs" type="date" required />
      <Button type="submit" size="compact-xs" variant="default">
        {words.actions.agreed}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={close}>
        {words.actions.cancel}
      </Button>
    </form>
  );
}
