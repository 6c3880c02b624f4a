import { infiniteQueryOptions, keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import type {
  DensityAnswer,
  ImportRow,
  ProjectionsAnswer,
  RelationshipAnswer,
  RelationshipsAnswer,
  StatusAnswer,
  TimelineAnswer,
} from '#workspace/answers.js';
import type { RulesAnswer } from '#workspace/rules/rule-answers.js';
import type { SignalsAnswer } from '#workspace/signals/signal-answers.js';
import type { BuildsAnswer } from '#workspace/builds/build-answers.js';
import type { DeadLettersAnswer, WebhooksAnswer } from '#workspace/outbox/webhook-answers.js';
import type { EvidenceAnswer } from '#workspace/documents/evidence-answers.js';
import type { PortfolioFilter } from '#workspace/portfolio/standing-answers.js';
import type { ClaimedMomentQuery, MomentQuery } from '#workspace/tend.js';
import { getJson } from './request.js';

/** The reads of the API as queries. Their keys begin with `ledger` where new touchpoints change the answer. */

const firstPageRows = 100;
const furtherPageRows = 500;
const timelinePageRows = 100;
const furtherTimelinePageRows = 500;
const signalPageRows = 100;
const deadLetterRows = 50;
const densityBuckets = 120;
const evidencePageRows = 10;

export interface PortfolioOrder {
  /** Absent where a name is sought and nobody chose an order: the server puts the names first that fit best. */
  readonly sort: string | undefined;
  readonly direction: 'ascending' | 'descending' | undefined;
  readonly filter: string;
  /** What it is narrowed to, and its moment. */
  readonly narrowed?: PortfolioFilter & MomentQuery;
}

export const status = queryOptions({
  queryKey: ['ledger', 'status'],
  queryFn: async ({ signal }) => getJson<StatusAnswer>('/status', {}, signal),
});

/** The portfolio page by page: a small one first, so that something shows soon. */
export const relationships = ({ sort, direction, filter, narrowed = {} }: PortfolioOrder) =>
  infiniteQueryOptions({
    queryKey: ['portfolio', sort, direction, filter, narrowed],
    queryFn: async ({ pageParam, signal }) =>
      getJson<RelationshipsAnswer>(
        '/relationships',
        {
          sort,
          direction,
          q: filter,
          ...narrowed,
          after: pageParam,
          limit: pageParam === undefined ? firstPageRows : furtherPageRows,
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const relationshipsNamed = (text: string, limit: number) =>
  queryOptions({
    queryKey: ['ledger', 'relationships-named', text, limit],
    queryFn: async ({ signal }) => getJson<RelationshipsAnswer>('/relationships', { q: text, limit }, signal),
    placeholderData: keepPreviousData,
  });

export const relationship = (id: string, moment: ClaimedMomentQuery = {}) =>
  queryOptions({
    queryKey: ['ledger', 'relationship', id, moment],
    queryFn: async ({ signal }) =>
      getJson<RelationshipAnswer>(`/relationships/${encodeURIComponent(id)}`, { ...moment }, signal),
  });

export const timeline = (id: string, moment: ClaimedMomentQuery = {}) =>
  infiniteQueryOptions({
    queryKey: ['timeline', id, moment],
    queryFn: async ({ pageParam, signal }) =>
      getJson<TimelineAnswer>(
        `/relationships/${encodeURIComponent(id)}/timeline`,
        { limit: pageParam === undefined ? timelinePageRows : furtherTimelinePageRows, after: pageParam, ...moment },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });

export const density = (relationshipId: string | undefined) =>
  queryOptions({
    queryKey: ['ledger', 'density', relationshipId],
    queryFn: async ({ signal }) =>
      getJson<DensityAnswer>(
        relationshipId === undefined ? '/density' : `/relationships/${encodeURIComponent(relationshipId)}/density`,
        { buckets: densityBuckets },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

/** What the inbox is narrowed to; absent: all that stands, now. */
export interface SignalFilter {
  readonly state?: string;
  readonly work?: string;
  readonly historic?: string;
  readonly kind?: string;
  readonly projection?: string;
  /** An id. */
  readonly relationship?: string;
  readonly asOf?: string;
  readonly knownBy?: string;
}

/** The inbox page by page. */
export const signals = (filter: SignalFilter) =>
  infiniteQueryOptions({
    queryKey: ['ledger', 'signals', filter],
    queryFn: async ({ pageParam, signal }) =>
      getJson<SignalsAnswer>('/signals', { ...filter, limit: signalPageRows, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export const webhooks = queryOptions({
  queryKey: ['ledger', 'webhooks'],
  queryFn: async ({ signal }) => getJson<WebhooksAnswer>('/webhooks', {}, signal),
});

export const deadLetters = queryOptions({
  queryKey: ['ledger', 'webhooks', 'dead-letters'],
  queryFn: async ({ signal }) =>
    getJson<DeadLettersAnswer>('/webhooks/dead-letters', { limit: deadLetterRows }, signal),
});

/** Published rules: those that hold and those to come, or all that there were. */
export const rules = (all: boolean) =>
  queryOptions({
    queryKey: ['ledger', 'rules', all],
    queryFn: async ({ signal }) => getJson<RulesAnswer>('/rules', all ? { all } : {}, signal),
    placeholderData: keepPreviousData,
  });

/** A total of a projection, or one of its numbers. */
export interface EvidenceQuestion {
  readonly projection: string;
  readonly cell: readonly (string | number)[];
  readonly part?: string;
  /** The moment; without it, that at which it is opened. */
  readonly asOf?: string | undefined;
  readonly knownBy?: string | undefined;
}

/** What a total is made of, page by page. */
export const evidence = ({ projection, cell, part, asOf, knownBy }: EvidenceQuestion) =>
  infiniteQueryOptions({
    queryKey: ['evidence', projection, cell, part, asOf, knownBy],
    queryFn: async ({ pageParam, signal }) =>
      getJson<EvidenceAnswer>(
        `/projections/${encodeURIComponent(projection)}/evidence`,
        { cell: JSON.stringify(cell), part, asOf, knownBy, limit: evidencePageRows, after: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    // Without a moment it is that at which it is opened.
    gcTime: 0,
  });

export const projections = queryOptions({
  queryKey: ['ledger', 'projections'],
  queryFn: async ({ signal }) => getJson<ProjectionsAnswer>('/projections', {}, signal),
});

export const builds = (name: string) =>
  queryOptions({
    queryKey: ['ledger', 'projections', name],
    queryFn: async ({ signal }) => getJson<BuildsAnswer>(`/projections/${encodeURIComponent(name)}/builds`, {}, signal),
  });

export const imports = queryOptions({
  queryKey: ['ledger', 'imports'],
  queryFn: async ({ signal }) => getJson<{ imports: readonly ImportRow[] }>('/imports', {}, signal),
});

/** Asks again for what new touchpoints have changed. Long lists are left alone: they say that there is something new. */
export async function refreshLedger(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ['ledger'] });
}

/** Asks again for how far builds are. */
export async function refreshBuilds(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ['ledger', 'projections'] });
}
