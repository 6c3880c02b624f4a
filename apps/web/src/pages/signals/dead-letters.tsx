import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DeadLetterRow, WebhookRow } from '#workspace/outbox/webhook-answers.js';
import { deadLetters } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import styles from './signals.module.css';
import { useWebhookChange } from './use-webhook-change.js';

const words = texts.webhooks;
const { letterColumns } = words;

interface DeadLettersProps {
  /** How many there are. */
  readonly count: number;
  readonly webhooks: readonly WebhookRow[];
}

/** Messages that were given up, and sending them again. */
export function DeadLetters({ count, webhooks }: DeadLettersProps) {
  const { data, error, refetch } = useQuery({ ...deadLetters, enabled: count > 0 });
  const { change, problem } = useWebhookChange();
  const replay = (body: object): void => void change('POST', '/dead-letters/replay', body);
  const rows = count === 0 ? [] : (data?.deadLetters ?? []);
  return (
    <>
      <h3>{words.deadLetters}</h3>
      {count === 0 && <p className="quiet">{words.noDeadLetters}</p>}
      {error && !data && <ProblemState error={error} retry={refetch} />}
      {problem !== undefined && <ProblemState error={problem} />}
      {rows.length > 0 && (
        <>
          <LettersTable rows={rows} webhooks={webhooks} replay={(message) => replay({ message })} />
          {data?.next !== undefined && <p className="quiet">{words.more}</p>}
          <p>
            <Button size="xs" variant="default" onClick={() => replay({})}>
              {words.replayAll}
            </Button>
          </p>
        </>
      )}
    </>
  );
}

interface LettersTableProps {
  readonly rows: readonly DeadLetterRow[];
  readonly webhooks: readonly WebhookRow[];
  readonly replay: (message: string) => void;
}

function LettersTable({ rows, webhooks, replay }: LettersTableProps) {
  const { instants, nowMs, count } = useLanguage();
  const urls = new Map(webhooks.map(({ id, url }) => [id, url]));
  return (
    <WideTable className={styles['wide']!}>
      <table aria-label={words.deadLetters}>
        <thead>
          <tr>
            {Object.entries(letterColumns).map(([name, title]) => (
              <th key={name} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, type, webhook, failedAt, attempts, failure }) => (
            <tr key={id}>
              <th scope="row">{type}</th>
              <td className={styles['more']} data-label={letterColumns.webhook}>
                {urls.get(webhook) ?? webhook}
              </td>
              <td data-label={letterColumns.failedAt}>
                <time dateTime={failedAt} title={instants.exact(failedAt)}>
                  {instants.ago(failedAt, nowMs)}
                </time>
              </td>
              <td className={countCell} data-label={letterColumns.attempts}>
                {count(attempts)}
              </td>
              <td className={styles['more']} data-label={letterColumns.failure}>
                {failure}
              </td>
              <td data-label={letterColumns.actions}>
                <span className={styles['actions']}>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={words.of(words.replay, id)}
                    onClick={() => replay(id)}
                  >
                    {words.replay}
                  </Button>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
