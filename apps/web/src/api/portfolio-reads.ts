import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { TotalsAnswer } from '#workspace/documents/made-answers.js';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type {
  MovementsAnswer,
  MovementsQuery,
  PartOfPortfolio,
  TeamsAnswer,
} from '#workspace/portfolio/portfolio-answers.js';
import { getJson } from './request.js';

/** These look through the whole portfolio: new touchpoints do not make them be asked again at once. */
const staleMs = 60_000;

/** Absent at the head. */
interface PastMoment {
  readonly asOf?: string | undefined;
  readonly knownBy?: string | undefined;
}

/** Who moved in a period. */
export const movements = (query: MovementsQuery) =>
  queryOptions({
    queryKey: ['portfolio', 'movements', query],
    queryFn: async ({ signal }) => getJson<MovementsAnswer>('/movements', { ...query }, signal),
    placeholderData: keepPreviousData,
    staleTime: staleMs,
  });

/** The numbers of the essays' verbs; of some figures, by their ids, only what they need is read. */
export const overview = ({
  figures,
  ...moment
}: PastMoment & PartOfPortfolio & { readonly figures?: readonly string[] }) => {
  const query = { ...moment, ...(figures === undefined ? {} : { figures: figures.join(',') }) };
  return queryOptions({
    queryKey: ['portfolio', 'overview', query],
    queryFn: async ({ signal }) => getJson<OverviewAnswer>('/overview', { ...query }, signal),
    placeholderData: keepPreviousData,
    staleTime: staleMs,
  });
};

/** As many totals as a page has; of more segments the last are not told. */
const totalsMost = 1_000;

/** How many relationships are in each phase of each segment, by phase and by what made them deteriorate. */
export const phaseTotals = (moment: PastMoment) =>
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

/** The teams that own relationships. */
export const teams = (moment: PastMoment) =>
  queryOptions({
    queryKey: ['portfolio', 'teams', moment],
    queryFn: async ({ signal }) => getJson<TeamsAnswer>('/teams', { ...moment }, signal),
    placeholderData: keepPreviousData,
    staleTime: staleMs,
  });

/** The channels by which most of the contact of some relationships comes, the most common first. */
export const channelTotals = (moment: PastMoment) =>
  queryOptions({
    queryKey: ['portfolio', 'channels', moment],
    queryFn: async ({ signal }) => {
      const query = { ...moment, prefix: JSON.stringify(['channel']), limit: totalsMost };
      const { rows } = await getJson<TotalsAnswer>('/projections/contact-days/totals', query, signal);
      const n = ({ sums }: (typeof rows)[number]): number => Number(sums['relationships'] ?? 0);
      return [...rows].sort((a, b) => n(b) - n(a)).map(({ at }) => String(at[1]));
    },
    placeholderData: keepPreviousData,
    staleTime: staleMs,
  });
