import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { HandoverPack, OwnerHandover } from '#workspace/handover/handover-answers.js';
import type { ClaimedMomentQuery, MomentQuery } from '#workspace/tend.js';
import { getJson } from './request.js';

/** What whoever takes a relationship over has to know. */
export const handover = (id: string, moment: ClaimedMomentQuery) =>
  queryOptions({
    queryKey: ['ledger', 'handover', id, moment],
    queryFn: async ({ signal }) =>
      getJson<HandoverPack>(`/relationships/${encodeURIComponent(id)}/handover`, { ...moment }, signal),
  });

const pagePacks = 10;

/** The same of all that somebody owns, page by page. */
export const ownerHandover = (owner: string, { asOf, knownBy }: MomentQuery) =>
  infiniteQueryOptions({
    queryKey: ['owner-handover', owner, asOf, knownBy],
    queryFn: async ({ pageParam, signal }) =>
      getJson<OwnerHandover>('/handover', { owner, asOf, knownBy, limit: pagePacks, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    enabled: owner !== '',
  });
