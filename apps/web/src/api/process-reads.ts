import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ProcessAnswer, ProcessesAnswer, ProcessPart } from '#workspace/processes/process-answers.js';
import type { Moment } from './made-reads.js';
import { getJson, getText } from './request.js';

/** The reads of processes, as queries. */

/** Which cases of a process are asked for, and as of when. */
export interface CaseQuestion {
  readonly moment: Moment;
  /** Conditions, each `name=value`; none: all cases. */
  readonly filter: readonly string[];
  /** Of those beside them; none: nothing is compared. */
  readonly against: readonly string[];
}

const pathOf = (name: string): string => `/processes/${encodeURIComponent(name)}`;

export const processes = (moment?: Moment) =>
  queryOptions({
    queryKey: ['ledger', 'processes', moment],
    queryFn: async ({ signal }) => getJson<ProcessesAnswer>('/processes', { ...moment }, signal),
  });

/** One process. How many flows are compared says the map, so that both are of the same. */
export const process = (
  name: string,
  { filter, against, moment }: CaseQuestion,
  { variants, flows }: { readonly variants: number; readonly flows: number },
) => {
  const compared = against.length === 0 ? {} : { against, flows };
  return queryOptions({
    queryKey: ['ledger', 'process', name, filter, compared, moment, variants],
    queryFn: async ({ signal }) =>
      getJson<ProcessAnswer>(pathOf(name), { variants, filter, ...compared, ...moment }, signal),
    placeholderData: keepPreviousData,
  });
};

/** What of a process is told only where it is asked for, of the cases that are chosen. */
export const processPart = (name: string, part: ProcessPart, { filter, moment }: Omit<CaseQuestion, 'against'>) =>
  queryOptions({
    queryKey: ['ledger', 'process-part', name, part, filter, moment],
    queryFn: async ({ signal }) =>
      getJson<ProcessAnswer>(pathOf(name), { show: part, variants: 0, filter, ...moment }, signal),
    placeholderData: keepPreviousData,
  });

export const processMap = (
  name: string,
  { filter, against, moment }: CaseQuestion,
  shown: { readonly flows: number; readonly measure: string },
) =>
  queryOptions({
    queryKey: ['ledger', 'process-map', name, filter, against, moment, shown],
    queryFn: async ({ signal }) => getText(`${pathOf(name)}/map.svg`, { ...shown, filter, against, ...moment }, signal),
    placeholderData: keepPreviousData,
  });
