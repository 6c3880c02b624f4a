import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import type { PromisesAnswer } from '#workspace/relationships/promise-answers.js';
import { getJson } from './request.js';

const pageRows = 100;

/** What the list is narrowed to; absent: what waits or is in question, of ours, now. */
export interface PromiseFilter {
  readonly state?: string;
  readonly by?: string;
  /** An id. */
  readonly relationship?: string;
  readonly asOf?: string;
  readonly knownBy?: string;
}

/** Promises page by page. */
export const promises = (filter: PromiseFilter) =>
  infiniteQueryOptions({
    queryKey: ['ledger', 'promises', filter],
    queryFn: async ({ pageParam, signal }) =>
      getJson<PromisesAnswer>('/promises', { ...filter, limit: pageRows, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
