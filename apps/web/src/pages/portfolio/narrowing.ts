import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { PartOfPortfolio } from '#workspace/portfolio/portfolio-answers.js';
import type { ChannelName } from '#workspace/portfolio/standing-answers.js';

/** What of it holds for all three views: which part of the portfolio is looked at. */
const parts = ['team', 'channel'] as const;
const filters = ['phase', 'segment', 'owner', ...parts, 'risk', 'cohort'] as const;
const axes = ['asOf', 'knownBy'] as const;

/** What the list is narrowed to, and its moment, as they stand in the address. */
export type Narrowed = { readonly [Name in (typeof filters)[number] | (typeof axes)[number]]?: string };

export function narrowedIn(search: URLSearchParams): Narrowed {
  return Object.fromEntries(
    [...filters, ...axes].flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : [])),
  );
}

export function isNarrowed(narrowed: Narrowed): boolean {
  return filters.some((name) => narrowed[name] !== undefined);
}

/** As the address is changed to show all. */
export const nothingNarrowed = Object.fromEntries(filters.map((name) => [name, undefined]));

/** The part of the portfolio that is looked at, as the API asks for it. */
export function partIn({ team, channel }: Narrowed): PartOfPortfolio {
  return { ...(team && { team }), ...(channel && { channel: channel as ChannelName }) };
}

/** Which of the three is shown. */
export const views = ['list', 'movements', 'overview'] as const;
export type View = (typeof views)[number];

/** Reads and changes the address of the portfolio; whatever else stands there stays. */
export function usePortfolioAddress() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { state } = useLocation() as { state: unknown };
  const narrowed = useMemo(() => narrowedIn(search), [search]);
  const view = views.find((name) => name === search.get('view')) ?? 'list';
  const change = useCallback(
    (changed: Readonly<Record<string, string | undefined>>, options: { readonly replace?: boolean } = {}): void => {
      const next = new URLSearchParams(search);
      for (const [name, value] of Object.entries(changed)) {
        if (value === undefined) next.delete(name);
        else next.set(name, value);
      }
      // The name that is sought stands in the history, and stays too.
      void navigate({ search: next.toString() }, { ...options, state });
    },
    [search, navigate, state],
  );
  return { search, narrowed, view, change };
}

/** The address of a view: of the same part of the portfolio, at the same moment. */
export function viewAddress(narrowed: Narrowed, view: View): string {
  const { team, channel } = narrowed;
  return listAddress(narrowed, { team, channel, view: view === 'list' ? undefined : view });
}

/** The address of the list, narrowed otherwise, at the same moment. */
export function listAddress(narrowed: Narrowed, filter: Readonly<Record<string, string | undefined>>): string {
  const next = new URLSearchParams();
  for (const name of axes) if (narrowed[name] !== undefined) next.set(name, narrowed[name]);
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) next.set(name, value);
  const query = next.toString();
  return query === '' ? '/' : `/?${query}`;
}

/** The page of a relationship, at the same moment. */
export function relationshipAddress(id: string, search: Narrowed): string {
  const next = new URLSearchParams();
  for (const name of axes) if (search[name] !== undefined) next.set(name, search[name]);
  const query = next.toString();
  return query === '' ? `/relationships/${id}` : `/relationships/${id}?${query}`;
}
