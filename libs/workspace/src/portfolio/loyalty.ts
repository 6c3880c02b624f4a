import { dayMs } from '#core/zones.js';
import { kaplanMeier, type TimeToEvent } from '#measures/survival/kaplan-meier.js';
import { survivingShareAt } from '#measures/survival/survival-interval.js';
import { cohortOf } from './joined-rows.js';
import { comeAgainDays, type CohortRow, type Figure } from './overview-answers.js';
import type { Standing, Standings } from './standing.js';

const cohortDays = 365;
const cohortsShown = 8;

/**
 * Kaplan–Meier share of some relationships that have a 2nd, or 5th, contact-day of theirs by so long after the first.
 * Whoever has none yet was watched until the moment that is asked about.
 */
export function comeAgain(all: readonly Standing[], which: 'second' | 'fifth', at: number): Figure {
  const observed: TimeToEvent[] = all.flatMap(({ contactDays }) => {
    const first = contactDays?.first ?? null;
    if (first === null) return [];
    const until = contactDays![which];
    return { time: ((until ?? at) - first) / dayMs, happened: until !== null };
  });
  const n = observed.length;
  const left = survivingShareAt(kaplanMeier(observed), comeAgainDays[which]);
  if (left === undefined)
    return {
      n,
      lacks: n === 0 ? 'nobody began then' : `too early to tell: nobody was watched for ${comeAgainDays[which]} days`,
    };
  const { share, low, high } = left;
  return { value: 1 - share, n, ...(low === undefined || high === undefined ? {} : { low: 1 - high, high: 1 - low }) };
}

/** Who had the first contact-day in the year before a moment. */
export function newcomers({ keys, of, at }: Standings): Standing[] {
  return keys.map(of).filter(({ contactDays }) => {
    const first = contactDays?.first ?? null;
    return first !== null && first > at - cohortDays * dayMs;
  });
}

/** By quarter of the first contact-day, the latest first. */
export function cohortRows({ keys, of, at }: Standings, zone: string): CohortRow[] {
  const groups = Map.groupBy(keys.map(of), (standing) => cohortOf(standing, zone) ?? '');
  groups.delete('');
  const latest = [...groups].sort(([a], [b]) => (a > b ? -1 : 1)).slice(0, cohortsShown);
  return latest.map(([cohort, all]) => ({ cohort, ...both(all, at) }));
}

/** Of those who began within the year, by segment. */
export function segmentRows(standings: Standings): CohortRow[] {
  const groups = Map.groupBy(newcomers(standings), ({ trajectory }) => trajectory?.segment ?? 'all');
  const largest = [...groups].sort(([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1));
  return largest.map(([segment, all]) => ({ segment, ...both(all, standings.at) }));
}

function both(all: readonly Standing[], at: number): Pick<CohortRow, 'second' | 'fifth'> {
  return { second: comeAgain(all, 'second', at), fifth: comeAgain(all, 'fifth', at) };
}
