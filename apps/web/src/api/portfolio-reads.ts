import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { TotalsAnswer } from '#workspace/documents/made-answers.js';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type { MovementsAnswer, MovementsQuery } from '#workspace/portfolio/portfolio-answers.js';
import { getJson } from './request.js';

/** These look through the whole portfolio: new touchpoints do not make them be asked again at once. */
const staleMs = 60_000;

/** Who moved in a period. */
export const movements = (query: MovementsQuery) =>
  queryOptions({
    queryKey: ['portfolio', 'movements', query],
    queryFn: async ({ signal }) => getJson<MovementsAnswer>('/movements', { ...query }, signal),
    placeholderData: keepPreviousData,
    staleTime: staleMs,
  });

/** The numbers of the essays' verbs. */
export const overview = (moment: { readonly asOf?: string | undefined; readonly knownBy?: string | undefined }) =>
  queryOptions({
    queryKey: ['portfolio', 'overview', moment],
    queryFn: async ({ signal }) => getJson<OverviewAnswer>('/overview', { ...moment }, signal),
    placeholderData: keepPreviousData,
    staleTime: staleMs,
  });

/** As many totals as a page has; of more segments the last are not told. */
const totalsMost = 1_000;

/** How many relationships are in each phase of each segment, by phase and by what made them deteriorate. */
export const phaseTotals = (moment: { readonly asOf?: string | undefined; readonly knownBy?: string | undefined }) =>
  queryOptions({
    queryKey: ['ledger', 'phase-totals', moment],
    queryFn: async ({ signal }) => {
      const below = async (prefix: string) => {
        const query = { ...moment, prefix: JSON.stringify([prefix]), limit: totalsMost };
        return (await getJson<TotalsAnswer>('/projections/trajectory/totals', query, signal)).rows;
      };
      const [phases, causes] = await Promise.all([below('phase'), below('cause')]);
      return [...phases, ...causes];
    },
    placeholderData: keepPreviousData,
  });
