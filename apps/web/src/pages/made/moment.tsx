import { Link, useLocation, useSearchParams } from 'react-router';
import type { Moment } from '../../api/made-reads.js';
import { texts } from '../../texts.js';

const words = texts.made;
const axes = ['asOf', 'knownBy'] as const;

/** The moment in the address. */
export function useMoment(): Moment {
  const [search] = useSearchParams();
  return { asOf: search.get('asOf') ?? undefined, knownBy: search.get('knownBy') ?? undefined };
}

/** An address within these pages, of the same moment. */
export function useAddress(): (path: string, more?: Readonly<Record<string, string>>) => string {
  const moment = useMoment();
  return (path, more = {}) => {
    const given = axes.flatMap((axis) => (moment[axis] === undefined ? [] : [[axis, moment[axis]]]));
    const query = new URLSearchParams([...given, ...Object.entries(more)]).toString();
    return query === '' ? path : `${path}?${query}`;
  };
}

/** Says which moment the page is of, with the way back to now; nothing where it is of now. */
export function MomentNote() {
  const moment = useMoment();
  const { pathname, search } = useLocation();
  const told = axes.flatMap((axis) => (moment[axis] === undefined ? [] : [words[axis](moment[axis])]));
  if (told.length === 0) return null;
  const now = new URLSearchParams(search);
  for (const axis of axes) now.delete(axis);
  return (
    <p role="note">
      {told.join(', ')} · <Link to={{ pathname, search: now.toString() }}>{words.backToNow}</Link>
    </p>
  );
}
