import { Link } from 'react-router';
import type { ExpectedFalseAlarms } from '#workspace/signals/false-alarm-answers.js';
import type { NotShown, SignalsAnswer } from '#workspace/signals/signal-answers.js';
import type { SignalFilter } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import styles from './signals.module.css';

const words = texts.signals;

interface NarrowedProps {
  readonly filter: SignalFilter;
}

/** How many there are of each kind, and to see one kind alone. */
export function Kinds({ kinds, filter }: NarrowedProps & Pick<SignalsAnswer, 'kinds'>) {
  const { count } = useLanguage();
  if (kinds.length < 2 && filter.kind === undefined) return null;
  const { kind: chosen, ...others } = filter;
  const all = kinds.reduce((sum, one) => sum + one.count, 0);
  return (
    <nav aria-label={words.kinds} className={styles['kinds']}>
      <Link to={addressOf(others)} aria-current={chosen === undefined ? 'true' : undefined}>
        {words.anyKind(count(all))}
      </Link>
      {kinds.map(({ kind, count: of }) => (
        <Link key={kind} to={addressOf({ ...others, kind })} aria-current={chosen === kind ? 'true' : undefined}>
          {words.ofKind(count(of), kind)}
        </Link>
      ))}
    </nav>
  );
}

/** What the inbox leaves out by itself, and where it is. */
export function NotShownLine({ notShown, filter }: NarrowedProps & { readonly notShown: NotShown }) {
  const { count } = useLanguage();
  const { historic, snoozed, resolved } = notShown;
  if (historic + snoozed + resolved === 0) return null;
  return (
    <p className={styles['kinds']}>
      <span className="quiet">{words.notShown.title}</span>
      {historic > 0 && (
        <Link to={addressOf({ ...filter, historic: 'true' })}>{words.notShown.historic(count(historic))}</Link>
      )}
      {snoozed > 0 && (
        <Link to={addressOf({ ...filter, work: 'snoozed' })}>{words.notShown.snoozed(count(snoozed))}</Link>
      )}
      {resolved > 0 && (
        <Link to={addressOf({ ...filter, work: 'resolved' })}>{words.notShown.resolved(count(resolved))}</Link>
      )}
    </p>
  );
}

/** How many alarms of the week to come chance alone would raise. */
export function FalseAlarms({ expected }: { readonly expected: ExpectedFalseAlarms }) {
  const { count } = useLanguage();
  const { total, silence, decline, relationships, contacts, contactsPerFalseDecline } = expected;
  return (
    <p>
      <span className="quiet">{words.falseAlarms.says}</span>{' '}
      <WhyNumber
        title={words.falseAlarms.title}
        value={number(total)}
        definition={words.falseAlarms.definition(number(silence), number(decline), count(relationships))}
        because={words.falseAlarms.because(count(contacts), count(contactsPerFalseDecline))}
      />
    </p>
  );
}

function addressOf(filter: SignalFilter): string {
  const query = new URLSearchParams({ ...filter }).toString();
  return query === '' ? '/signals' : `/signals?${query}`;
}

/** Whole from 10 on, one decimal below; what is not nothing is never shown as 0. */
function number(value: number): string {
  if (value >= 10) return String(Math.round(value));
  return value >= 0.05 || value === 0 ? String(Math.round(value * 10) / 10) : '< 0.1';
}
