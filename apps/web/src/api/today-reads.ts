import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { DigestsAnswer } from '#workspace/digests/digest-answers.js';
import type { TodayAnswer } from '#workspace/today/today-answers.js';
import { getJson } from './request.js';

/** Whose list it is, and of when; absent: everybody's, now. */
export interface TodayFilter {
  readonly owner?: string | undefined;
  readonly asOf?: string | undefined;
  readonly knownBy?: string | undefined;
}

/** Who is told each day what there is to do. */
export const digests = queryOptions({
  queryKey: ['ledger', 'digests'],
  queryFn: async ({ signal }) => getJson<DigestsAnswer>('/digests', {}, signal),
});

export const today = (filter: TodayFilter) =>
  queryOptions({
    queryKey: ['ledger', 'today', filter],
    queryFn: async ({ signal }) => getJson<TodayAnswer>('/today', { ...filter }, signal),
    placeholderData: keepPreviousData,
  });
