import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import type { PublishedAnswer } from '#workspace/rules/rule-answers.js';
import { postLongWork, type WorkProgress } from '../../api/long-work.js';
import { address } from '../../api/request.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { rulesIn } from '../../parts/rules-text.js';
import { WorkProgressBar } from '../../parts/work-progress.js';
import { texts } from '../../texts.js';
import styles from './rules.module.css';

const words = texts.rules.publish;

interface PublishFormProps {
  readonly text: string;
  readonly change: (text: string) => void;
}

/** Publishes rules that are written, or handed over by a what-if, and says what becomes of the projections that read them. */
export function PublishForm({ text, change }: PublishFormProps) {
  const { publish, stop, running, progress, problem, published } = usePublish();
  const rules = rulesIn(text);
  const isComplete = rules !== undefined && rules.length > 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isComplete && !running) publish(rules);
  };
  return (
    <form className={styles['publish']} onSubmit={submit}>
      <h2>{words.title}</h2>
      <Textarea
        label={words.field}
        description={words.hint}
        error={rules === undefined ? words.notRules : undefined}
        value={text}
        autosize
        minRows={4}
        maxRows={24}
        spellCheck={false}
        onChange={({ currentTarget: { value } }) => change(value)}
      />
      <div className={styles['actions']}>
        <Button type="submit" disabled={!isComplete || running}>
          {words.action}
        </Button>
        <span className="quiet small">{words.undo}</span>
      </div>
      {running && <WorkProgressBar title={words.working} progress={progress} cancel={stop} />}
      {problem !== undefined && <ProblemState error={problem} />}
      {published !== undefined && <Published answer={published} />}
    </form>
  );
}

function Published({ answer: { published, unchanged, readers } }: { readonly answer: PublishedAnswer }) {
  const { count } = useLanguage();
  return (
    <output className={styles['published']}>
      <p>
        {words.done(count(published.length))} {unchanged > 0 && words.unchanged(count(unchanged))}
      </p>
      <ul>
        {readers.map(({ projection, sees }) => (
          <li key={projection}>{words.readers[sees](projection)}</li>
        ))}
      </ul>
    </output>
  );
}

function usePublish() {
  const client = useQueryClient();
  const waiting = useRef<AbortController>(undefined);
  const [running, setRunning] = useState(false);
  const [progress, setProgress] = useState<WorkProgress>();
  const [problem, setProblem] = useState<unknown>();
  const [published, setPublished] = useState<PublishedAnswer>();
  const run = async (rules: readonly unknown[]): Promise<void> => {
    setRunning(true);
    setProgress(undefined);
    setProblem(undefined);
    setPublished(undefined);
    // Once it is asked for it is recorded: who stops only waits no longer for what is made of it.
    waiting.current = new AbortController();
    const { signal } = waiting.current;
    const onLine = (line: Readonly<Record<string, unknown>>): void => {
      if (line['result'] !== undefined) setPublished(line['result'] as PublishedAnswer);
    };
    try {
      const body = new Blob([JSON.stringify({ rules })]);
      const work = { onProgress: setProgress, onLine, signal };
      await postLongWork(address('/commands/PublishRules'), body, { 'content-type': 'application/json' }, work);
    } catch (error) {
      if (!signal.aborted) setProblem(error);
    }
    setRunning(false);
    await client.invalidateQueries({ queryKey: ['ledger'] });
  };
  return {
    publish: (rules: readonly unknown[]) => void run(rules),
    stop: () => waiting.current?.abort(),
    running,
    progress,
    problem,
    published,
  };
}
