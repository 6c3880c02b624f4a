import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { DocumentAnswer, DocumentsAnswer, TotalsAnswer } from '#workspace/documents/made-answers.js';
import { getJson } from './request.js';

/** The reads of what projections make, as queries. Lists are left alone while they are read; a document follows the ledger. */

const pageRows = 100;

/** A moment as it stands in the address; without one it is now. */
export interface Moment {
  readonly asOf: string | undefined;
  readonly knownBy: string | undefined;
}

export interface DocumentsOrder {
  readonly sort: string | undefined;
  readonly direction: string | undefined;
  readonly q: string;
}

const pathOf = (name: string): string => `/projections/${encodeURIComponent(name)}`;
const pages = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }: { readonly next?: string }) => next,
};

export const documents = (name: string, { sort, direction, q }: DocumentsOrder, { asOf, knownBy }: Moment) =>
  infiniteQueryOptions({
    queryKey: ['made', 'documents', name, sort, direction, q, asOf, knownBy],
    queryFn: async ({ pageParam: after, signal }) =>
      getJson<DocumentsAnswer>(
        `${pathOf(name)}/documents`,
        { sort, direction, q, asOf, knownBy, after, limit: pageRows },
        signal,
      ),
    ...pages,
    placeholderData: keepPreviousData,
  });

export const document = (name: string, key: string, { asOf, knownBy }: Moment) =>
  queryOptions({
    queryKey: ['ledger', 'made', 'document', name, key, asOf, knownBy],
    queryFn: async ({ signal }) =>
      getJson<DocumentAnswer>(`${pathOf(name)}/documents/${encodeURIComponent(key)}`, { asOf, knownBy }, signal),
  });

export const totals = (name: string, { asOf, knownBy }: Moment) =>
  infiniteQueryOptions({
    queryKey: ['made', 'totals', name, asOf, knownBy],
    queryFn: async ({ pageParam: after, signal }) =>
      getJson<TotalsAnswer>(`${pathOf(name)}/totals`, { asOf, knownBy, after, limit: pageRows }, signal),
    ...pages,
  });
