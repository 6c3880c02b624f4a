import { Link } from 'react-router';
import type { SignalRow } from '#workspace/signals/signal-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';

const words = texts.signals.why;

/** Why a signal is raised, in a sentence; it opens to when it stood, what it rests on, and all that its projection says. */
export function SignalWhy({ row }: { readonly row: SignalRow }) {
  const { instants, count } = useLanguage();
  const { kind, projection, key, since, firstSeen, lastSeen, endedAt, evidence, also = [], historic, more } = row;
  const details = detailsOf(more);
  const times = [since, firstSeen, lastSeen].map(instants.exact) as [string, string, string];
  const because = [
    also.length === 0 ? [] : [words.also(also.map((one) => one.projection).join(', '))],
    historic === true ? [words.historic] : [],
    [`${words.events(count(evidence.length))}.`],
    details === '' ? [] : [details],
  ].flat();
  return (
    <WhyNumber
      title={words.title(kind)}
      value={row.why ?? (details === '' ? kind : details)}
      definition={endedAt === undefined ? words.definition(...times) : words.ended(...times)}
      because={because.join(' ')}
      more={
        <Link to={`/projections/${encodeURIComponent(projection)}/documents/${encodeURIComponent(key)}`}>
          {projection}
        </Link>
      }
    />
  );
}

/** What a projection calls by names of its own is shown under them. */
function detailsOf(more: SignalRow['more'] = {}): string {
  return Object.entries(more)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' · ');
}
