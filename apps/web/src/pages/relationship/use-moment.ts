import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { ClaimedMomentQuery } from '#workspace/tend.js';

/** The moment that a page is of, as it stands in the address. */
export interface PageMoment {
  /** What the API is asked; empty now. */
  readonly query: ClaimedMomentQuery;
  readonly isPast: boolean;
  /** Whether what was known is told by the sources, or by when it was recorded here; only where it is asked what was known. */
  readonly showClaimed: (asClaimed: boolean) => void;
  readonly showNow: () => void;
}

const names = ['asOf', 'knownBy', 'asClaimed'] as const;

export function useMoment(): PageMoment {
  const [search, setSearch] = useSearchParams();
  const [asOf, knownBy, asClaimed] = names.map((name) => search.get(name) ?? undefined);
  return useMemo(() => {
    const change = (changed: (next: URLSearchParams) => void): void =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          changed(next);
          return next;
        },
        { preventScrollReset: true },
      );
    const query: ClaimedMomentQuery = {
      ...(asOf === undefined ? {} : { asOf }),
      ...(knownBy === undefined ? {} : { knownBy }),
      ...(knownBy !== undefined && asClaimed === 'true' ? { asClaimed: true } : {}),
    };
    return {
      query,
      isPast: asOf !== undefined || knownBy !== undefined,
      showClaimed: (isClaimed) =>
        change((next) => (isClaimed ? next.set('asClaimed', 'true') : next.delete('asClaimed'))),
      showNow: () => change((next) => names.forEach((name) => next.delete(name))),
    };
  }, [asOf, knownBy, asClaimed, setSearch]);
}
