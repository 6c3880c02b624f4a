import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { SignalRow } from '#workspace/signals/signal-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';

const words = texts.signals.why;

interface SignalWhyProps {
  readonly row: SignalRow;
  /** The events that it rests on, where they are at hand. */
  readonly events?: ReactNode;
}

/** Why a signal is raised, in a sentence; it opens to when it stood, what it rests on, and all that its projection says. */
export function SignalWhy({ row, events }: SignalWhyProps) {
  const { instants, count } = useLanguage();
  const { kind, projection, key, since, firstSeen, lastSeen, endedAt, evidence, also = [], historic, more } = row;
  const details = detailsOf(more, instants.date);
  const times = [since, firstSeen, lastSeen].map(instants.exact) as [string, string, string];
  const because = [
    also.length === 0 ? [] : [words.also(also.map((one) => one.projection).join(', '))],
    historic === true ? [words.historic] : [],
    [words.events(count(evidence.length))],
    details === '' ? [] : [details],
  ].flat();
  return (
    <WhyNumber
      title={words.title(kind)}
      value={row.why ?? (details === '' ? kind : details)}
      definition={endedAt === undefined ? words.definition(...times) : words.ended(...times)}
      because={because.join(' ')}
      events={events}
      more={
        <Link to={`/projections/${encodeURIComponent(projection)}/documents/${encodeURIComponent(key)}`}>
          {words.document(projection)}
        </Link>
      }
    />
  );
}

/** What a projection calls by names of its own is shown under them; instants, which are told by their names, as days. */
function detailsOf(more: SignalRow['more'] = {}, date: (iso: string) => string): string {
  return Object.entries(more)
    .map(([name, value]) => `${name}: ${isInstant(name, value) ? date(new Date(value).toISOString()) : shown(value)}`)
    .join(' · ');
}

function isInstant(name: string, value: unknown): value is number {
  return typeof value === 'number' && (/(?:At|By)$/.test(name) || name === 'onset');
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : String(value);
}
