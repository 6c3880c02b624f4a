import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import type { AddedWebhook, WebhookRow } from '#workspace/outbox/webhook-answers.js';
import { webhooks } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { formText } from '../../parts/form-text.js';
import { ProblemState } from '../../parts/problem-state.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import { DeadLetters } from './dead-letters.js';
import styles from './signals.module.css';
import { useWebhookChange } from './use-webhook-change.js';

const words = texts.webhooks;
const { columns } = words;

/** Who is told what becomes of signals, how that goes, and what could not be told. */
export function WebhooksSection() {
  const { data, error, refetch } = useQuery(webhooks);
  const { change, problem } = useWebhookChange();
  return (
    <section className={styles['webhooks']} aria-labelledby="webhooks">
      <h2 id="webhooks">{words.title}</h2>
      <p className="quiet">{words.says}</p>
      {error && !data && <ProblemState error={error} retry={refetch} />}
      {data?.webhooks.length === 0 && <p>{words.none}</p>}
      {data && data.webhooks.length > 0 && (
        <WebhooksTable rows={data.webhooks} change={(method, route) => void change(method, route)} />
      )}
      {problem !== undefined && <ProblemState error={problem} />}
      <AddWebhook />
      {data && (
        <DeadLetters count={data.webhooks.reduce((sum, row) => sum + row.deadLetters, 0)} webhooks={data.webhooks} />
      )}
    </section>
  );
}

interface TableProps {
  readonly rows: readonly WebhookRow[];
  readonly change: (method: 'POST' | 'DELETE', route: string) => void;
}

function WebhooksTable({ rows, change }: TableProps) {
  const { count, instants, nowMs } = useLanguage();
  const failureOf = ({ reason, failure, nextAttemptAt }: WebhookRow): string | undefined => {
    if (reason !== undefined) return reason;
    if (failure === undefined) return undefined;
    return words.failing(failure, nextAttemptAt === undefined ? undefined : instants.ago(nextAttemptAt, nowMs));
  };
  return (
    <WideTable className={styles['wide']!}>
      <table aria-label={words.title}>
        <thead>
          <tr>
            {Object.entries(columns).map(([name, title]) => (
              <th key={name} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" className={styles['more']}>
                {row.url}
              </th>
              <td data-label={columns.signals}>{signalsOf(row)}</td>
              <td data-label={columns.state} className={styles['more']}>
                <span>
                  {words.states[row.state]}
                  {failureOf(row) !== undefined && <span className="quiet"> · {failureOf(row)}</span>}
                </span>
              </td>
              <td data-label={columns.delivered} className={countCell}>
                {count(row.delivered)}
              </td>
              <td data-label={columns.pending} className={countCell}>
                {count(row.pending)}
              </td>
              <td data-label={columns.deadLetters} className={countCell}>
                {count(row.deadLetters)}
              </td>
              <td data-label={columns.actions}>
                <Actions row={row} change={change} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

function Actions({
  row: { id, url, state },
  change,
}: {
  readonly row: WebhookRow;
  readonly change: TableProps['change'];
}) {
  const other = state === 'enabled' ? 'disable' : 'enable';
  return (
    <span className={styles['actions']}>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={words.of(words[other], url)}
        onClick={() => change('POST', `/${id}/${other}`)}
      >
        {words[other]}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={words.of(words.remove, url)}
        onClick={() => change('DELETE', `/${id}`)}
      >
        {words.remove}
      </Button>
    </span>
  );
}

function signalsOf({ kinds = [], projections = [] }: WebhookRow): string {
  const parts = [...kinds, ...projections.map((name) => words.ofProjection(name))];
  return parts.length === 0 ? words.allSignals : parts.join(', ');
}

/** Registers an address, and shows the secret once. */
function AddWebhook() {
  const { change, problem } = useWebhookChange();
  const [added, setAdded] = useState<AddedWebhook>();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const kinds = formText(given, 'kinds')
      .split(',')
      .map((kind) => kind.trim())
      .filter((kind) => kind !== '');
    const url = formText(given, 'url');
    const answer = await change<AddedWebhook>('POST', '', { url, ...(kinds.length === 0 ? {} : { kinds }) });
    if (answer === undefined) return;
    setAdded(answer);
    form.reset();
  };
  return (
    <>
      {added !== undefined && (
        <output className={styles['secret']}>
          <span>{words.secret}</span>
          <code>{added.secret}</code>
          <Button size="compact-xs" variant="default" onClick={() => setAdded(undefined)}>
            {words.secretTaken}
          </Button>
        </output>
      )}
      <form className={styles['filters']} aria-label={words.add} onSubmit={(event) => void submit(event)}>
        <TextInput
          data-wide
          label={words.url}
          name="url"
          type="url"
          size="xs"
          required
          placeholder="https://example.org/hook"
        />
        <TextInput data-wide label={words.kinds} name="kinds" size="xs" placeholder={words.kindsHint} />
        <Button type="submit" size="xs" variant="default">
          {words.add}
        </Button>
      </form>
      {problem !== undefined && <ProblemState error={problem} />}
    </>
  );
}
