import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { status, timeline } from '../../api/reads.js';
import { useLanguage } from '../../language/language.js';
import type { PageMoment } from './use-moment.js';
import { ofCase, timelineRows } from './timeline-rows.js';

/**
 * The touchpoints of a relationship as rows of its timeline, as far as they are fetched.
 * @param caseId only the steps of this case: all pages are fetched then, since any of them may hold some
 */
export function useTimeline(id: string, moment: PageMoment, caseId?: string) {
  const query = useInfiniteQuery(timeline(id, moment.query));
  const { instants } = useLanguage();
  const pages = query.data?.pages;
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, refetch } = query;
  // What was known then does not grow.
  useFreshFirstPage(moment.isPast ? undefined : pages?.[0]?.head, pages?.length ?? 0, refetch);
  const rows = useMemo(
    () => timelineRows(ofCase(pages?.flatMap((page) => page.rows) ?? [], caseId), instants.dayKey, !hasNextPage),
    [pages, hasNextPage, instants, caseId],
  );
  const isSearching = caseId !== undefined && hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (isSearching) void fetchNextPage();
  }, [isSearching, fetchNextPage]);
  return {
    rows,
    /** Of all pages: touchpoints, what is about the relationship, and what was taken back. */
    total: pages?.[0]?.total,
    error: pages && !isFetchNextPageError ? null : query.error,
    isLoaded: pages !== undefined,
    hasOlder: hasNextPage,
    isFetchingOlder: query.isFetchingNextPage,
    retry: isFetchNextPageError ? fetchNextPage : refetch,
    /** Fetches the next older page, unless something is being fetched, there is none, or it failed. */
    fetchOlder: () => {
      if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
    },
  };
}

/** Asks again when the ledger has grown, as long as only the first page is shown: further down the list would jump. */
function useFreshFirstPage(shownHead: number | undefined, pages: number, refetch: () => unknown): void {
  const { data } = useQuery(status);
  const head = data?.head.sequence;
  const asked = useRef<number>(undefined);
  useEffect(() => {
    if (head === undefined || shownHead === undefined || pages > 1 || head <= shownHead || asked.current === head)
      return;
    asked.current = head;
    void refetch();
  }, [head, shownHead, pages, refetch]);
}
