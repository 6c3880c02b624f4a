import { Button, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { BuildsAnswer } from '#workspace/builds/build-answers.js';
import type { WhatIfQuery } from '#workspace/builds/build-questions.js';
import { Link } from 'react-router';
import { rulesIn } from '../../parts/rules-text.js';
import { texts } from '../../texts.js';
import type { RulesToPublish } from '../rules/rules-page.js';
import { useFlagsQuestion } from './flags-fields.js';
import styles from './projections.module.css';

const words = texts.projections.whatIf;

/** Asks what would differ under other parameters, or if something else had been published; nothing of it is kept. */
export function WhatIfForm({
  answer,
  isBusy,
  ask,
}: {
  readonly answer: BuildsAnswer;
  readonly isBusy: boolean;
  readonly ask: (query: WhatIfQuery) => void;
}) {
  const parameters = answer.builds.find(({ state }) => state === 'serving')?.parameters ?? {};
  const names = Object.keys(parameters);
  const reads = answer.context ?? [];
  const [set, setSet] = useState<Readonly<Record<string, string>>>({});
  const [context, setContext] = useState('');
  const flags = useFlagsQuestion(answer);
  const assumed = rulesIn(context);
  const changed = names.filter((name) => set[name] !== undefined && set[name] !== textOf(parameters[name]));
  const isComplete = assumed !== undefined && (changed.length > 0 || assumed.length > 0) && flags.isComplete;
  if (names.length === 0 && reads.length === 0) return <></>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isComplete || isBusy) return;
    ask({
      ...(changed.length === 0 ? {} : { set: Object.fromEntries(changed.map((name) => [name, valueOf(set[name]!)])) }),
      ...(assumed.length === 0 ? {} : { context: assumed }),
      ...flags.query,
    });
  };
  return (
    <form className={styles['what-if']} onSubmit={submit}>
      <h2>{words.title}</h2>
      <p className="quiet">{words.says}</p>
      {names.map((name) => (
        <TextInput
          key={name}
          label={name}
          value={set[name] ?? textOf(parameters[name])}
          onChange={({ currentTarget: { value } }) => setSet((before) => ({ ...before, [name]: value }))}
        />
      ))}
      {reads.length > 0 && (
        <Textarea
          label={words.context}
          description={words.reads(reads.join(', '))}
          placeholder={words.example(reads[0]!)}
          error={assumed === undefined ? words.notRules : undefined}
          value={context}
          rows={4}
          onChange={({ currentTarget: { value } }) => setContext(value)}
        />
      )}
      {flags.fields}
      <div className={styles['actions']}>
        <Button type="submit" variant="default" disabled={!isComplete || isBusy}>
          {words.ask}
        </Button>
        {reads.length > 0 && (
          <Link to="/rules" state={{ rules: context } satisfies RulesToPublish}>
            {words.publish}
          </Link>
        )}
      </div>
    </form>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** As the command line reads it: JSON, else text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
