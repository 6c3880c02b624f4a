import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { SignalRow } from '#workspace/signals/signal-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { useListKeys } from '../../parts/list-keys.js';
import { WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import { SignalWhy } from './signal-why.js';
import { canBe, type SignalWord } from './signal-undo.js';
import styles from './signals.module.css';
import type { SignalWorking } from './use-signal-work.js';

const words = texts.signals;
const { columns } = words;

interface SignalsTableProps {
  readonly rows: readonly SignalRow[];
  readonly working: SignalWorking;
  /** For how long a snooze is. */
  readonly span: string;
  /** Nothing is written into the past. */
  readonly isPast: boolean;
}

/** A line a signal: what, how grave, who, since when, why, and what can be done about it, by buttons and by keys. */
export function SignalsTable({ rows, working, span, isPast }: SignalsTableProps) {
  const haveEnded = rows.some(({ endedAt }) => endedAt !== undefined);
  const leftOut = { ended: !haveEnded, actions: isPast } as Readonly<Record<string, boolean>>;
  const shown = Object.entries(columns).filter(([name]) => leftOut[name] !== true);
  const { body, current, enter } = useSignalKeys({ rows, working, span, isPast });
  return (
    <WideTable className={styles['wide']!}>
      <table aria-label={words.list}>
        <thead>
          <tr>
            {shown.map(([name, title]) => (
              <th key={name} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, at) => (
            <tr
              key={[row.id, row.projection, row.key].join(' ')}
              tabIndex={at === current ? 0 : -1}
              aria-current={at === current ? 'true' : undefined}
              onFocus={() => enter(at)}
            >
              <th scope="row">{row.kind}</th>
              <td data-label={columns.severity} data-severity={row.severity}>
                {words.severities[row.severity]}
              </td>
              <td data-label={columns.relationship}>
                {row.relationship === undefined ? (
                  words.nobody
                ) : (
                  <Link to={addressOf(row)!}>{nameOf(row.relationship)}</Link>
                )}
              </td>
              <td data-label={columns.since}>
                <Ago iso={row.since} />
              </td>
              {haveEnded && (
                <td data-label={columns.ended}>
                  {row.endedAt === undefined ? words.nobody : <Ago iso={row.endedAt} />}
                </td>
              )}
              <td className={styles['more']} data-label={columns.why}>
                <span>
                  <SignalWhy row={row} />
                  {row.todo !== undefined && <span className="quiet"> {row.todo}</span>}
                  <WorkLine row={row} working={working} />
                </span>
              </td>
              {!isPast && (
                <td data-label={columns.actions}>
                  <Actions row={row} working={working} span={span} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

/** The keys of the list: j and k move, a, s and e say something of the line that has the focus, u takes the last back. */
function useSignalKeys({ rows, working, span, isPast }: SignalsTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const navigate = useNavigate();
  const [focused, setFocused] = useState(0);
  const current = Math.max(0, Math.min(focused, rows.length - 1));
  const go = (to: number): boolean => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    setFocused(at);
    body.current?.rows[at]?.focus();
    return true;
  };
  const isInside = (): boolean => body.current?.contains(document.activeElement) === true;
  useListKeys((key) => {
    const row = rows[current];
    if (key === 'u' && !isPast) return (working.undo(), true);
    if (row === undefined) return false;
    if (key === 'j') return go(isInside() ? current + 1 : current);
    if (key === 'k') return go(isInside() ? current - 1 : current);
    if (key === 'Enter' && document.activeElement === body.current?.rows[current]) {
      const to = addressOf(row);
      if (to !== undefined) void navigate(to);
      return to !== undefined;
    }
    const word = isPast ? undefined : wordOfKey(key, span);
    if (word === undefined || !isInside()) return false;
    // The line may leave the list: the one that follows it takes the focus.
    const focus = (): boolean => go(current);
    working.say(row, word);
    requestAnimationFrame(() => void focus());
    return true;
  });
  return { body, current, enter: setFocused };
}

function wordOfKey(key: string, span: string): SignalWord | undefined {
  if (key === 'a') return { action: 'acknowledge' };
  if (key === 's') return { action: 'snooze', until: span };
  return key === 'e' ? { action: 'resolve' } : undefined;
}

function addressOf({ relationship }: SignalRow): string | undefined {
  return relationship === undefined ? undefined : `/relationships/${encodeURIComponent(relationship.id)}`;
}

function Ago({ iso }: { readonly iso: string }) {
  const { instants, nowMs } = useLanguage();
  return (
    <time dateTime={iso} title={instants.exact(iso)}>
      {instants.ago(iso, nowMs)}
    </time>
  );
}

/** What was done about it, where anything was. */
function WorkLine({ row, working }: { readonly row: SignalRow; readonly working: SignalWorking }) {
  const { instants, nowMs } = useLanguage();
  const { state, by, at, until, outcome, reason } = working.workOf(row);
  if (state === 'new') return null;
  const parts = [
    until === undefined ? [] : [words.work.until(instants.date(until))],
    [outcome, reason].flatMap((text) => text ?? []),
    by === undefined || at === undefined ? [] : [words.work.by(nameOf(by), instants.ago(at, nowMs))],
  ].flat();
  return (
    <span className={styles['work']}>
      {words.work[state]}
      {parts.length > 0 && <span className="quiet"> {parts.join(' · ')}</span>}
    </span>
  );
}

function Actions({ row, working, span }: Omit<SignalsTableProps, 'rows' | 'isPast'> & { readonly row: SignalRow }) {
  const work = working.workOf(row);
  const who = row.relationship === undefined ? words.nobody : nameOf(row.relationship);
  const all: readonly SignalWord[] = [
    { action: 'acknowledge' },
    { action: 'snooze', until: span },
    { action: 'resolve' },
    { action: 'reopen' },
  ];
  return (
    <span className={styles['actions']}>
      {all
        .filter((word) => canBe(word, work))
        .map((word) => (
          <Button
            key={word.action}
            size="compact-xs"
            variant="default"
            tabIndex={-1}
            aria-label={words.actions.of(words.actions[word.action], row.kind, who)}
            onClick={() => working.say(row, word)}
          >
            {words.actions[word.action]}
          </Button>
        ))}
    </span>
  );
}
