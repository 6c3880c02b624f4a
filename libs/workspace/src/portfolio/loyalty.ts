import type { Id } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { kaplanMeier, type TimeToEvent } from '#measures/survival/kaplan-meier.js';
import { survivingShareAt } from '#measures/survival/survival-interval.js';
import { ofFew, type Groups } from './few-owners.js';
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
export function newcomers({ keys, of, at }: Standings): Id[] {
  return keys.filter((key) => {
    const first = of(key).contactDays?.first ?? null;
    return first !== null && first > at - cohortDays * dayMs;
  });
}

type Withheld = (groups: Groups<Id>) => ReadonlySet<string>;

/** By quarter of the first contact-day, the latest first. @param withheld which groups are not told */
export function cohortRows(standings: Standings, zone: string, withheld: Withheld): CohortRow[] {
  const { keys, of } = standings;
  const groups = Map.groupBy(keys, (key) => cohortOf(of(key), zone) ?? '');
  groups.delete('');
  const latest = [...groups].sort(([a], [b]) => (a > b ? -1 : 1)).slice(0, cohortsShown);
  const hidden = withheld(groups);
  return latest.map(([cohort, all]) => ({ cohort, ...both(all, standings, hidden.has(cohort)) }));
}

/** Of those who began within the year, by segment. @param withheld which groups are not told */
export function segmentRows(standings: Standings, withheld: Withheld): CohortRow[] {
  const groups = Map.groupBy(newcomers(standings), (key) => standings.of(key).trajectory?.segment ?? 'all');
  const largest = [...groups].sort(([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1));
  const hidden = withheld(groups);
  return largest.map(([segment, all]) => ({ segment, ...both(all, standings, hidden.has(segment)) }));
}

function both(keys: readonly Id[], { of, at }: Standings, isHidden: boolean): Pick<CohortRow, 'second' | 'fifth'> {
  if (isHidden) return { second: ofFew, fifth: ofFew };
  const all = keys.map(of);
  return { second: comeAgain(all, 'second', at), fifth: comeAgain(all, 'fifth', at) };
}
