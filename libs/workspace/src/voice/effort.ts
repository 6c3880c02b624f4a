import { summarizeCounts } from '#measures/effort/effort-counts.js';
import { effortNames, type EffortName } from '#measures/effort/matter-effort.js';
import { aalenJohansen, timeToIncidence } from '#measures/survival/aalen-johansen.js';
import { escalationRate } from '#measures/voice/escalation-rate.js';
import { leastAnswers } from '#measures/voice/survey-summary.js';
import { wilsonInterval } from '#measures/voice/wilson.js';
import type { EffortOfMatters, EscalationsOfMatters, TakenByMatters, TimeToOwner } from './effort-answers.js';
import type { DaysPart, EscalationsPart, MattersPart } from './effort-parts.js';
import { fewestOfGroup } from './small-groups.js';

/** What matters took. @param isPart whether they are a part of the portfolio, of which fewer than five are not told */
export function effortOf(parts: readonly MattersPart[], isPart: boolean): EffortOfMatters {
  const sum = (name: 'resolved' | 'unopened' | 'uncontacted' | 'forgotten' | 'lost') =>
    parts.reduce((all, part) => all + part[name], 0);
  const n = sum('resolved');
  const counted = {
    n,
    unopened: sum('unopened'),
    uncontacted: sum('uncontacted'),
    forgotten: sum('forgotten'),
    lost: sum('lost'),
  };
  if (isPart && n > 0 && n < fewestOfGroup) return { ...counted, suppressed: true };
  const took = Object.fromEntries(
    effortNames.map((name) => [name, takenOf(parts.flatMap((part) => part.took[name]))]),
  ) as Record<EffortName, TakenByMatters>;
  const first = took.repeatContacts.counts.find(({ value }) => value === 0)?.matters ?? 0;
  const found = n < leastAnswers ? undefined : wilsonInterval(first, n);
  return {
    ...counted,
    ...(found === undefined ? {} : { firstContact: { share: found.share, low: found.low, high: found.high } }),
    took,
  };
}

/** Escalations beside contact-days; `isPart` as above. */
export function escalationsOf(
  parts: readonly EscalationsPart[],
  days: readonly DaysPart[],
  isPart: boolean,
): EscalationsOfMatters {
  const n = parts.reduce((all, { escalations }) => all + escalations, 0);
  const contactDays = days.reduce((all, part) => all + part.days, 0);
  const isSmall = (n > 0 && n < fewestOfGroup) || contactDays < fewestOfGroup;
  if (isPart && isSmall) return { n, contactDays, suppressed: true };
  const rate = escalationRate(n, contactDays);
  return {
    n,
    contactDays,
    ...(typeof rate === 'string' ? { noRate: rate } : { rate }),
    tiers: tiersOf(parts),
    toOwner: timeToOwner(parts),
  };
}

function takenOf(given: MattersPart['took'][EffortName]): TakenByMatters {
  const { counts, mean, median, p90 } = summarizeCounts(given);
  return mean === undefined ? { counts } : { counts, mean, median: median!, p90: p90! };
}

function tiersOf(parts: readonly EscalationsPart[]): NonNullable<EscalationsOfMatters['tiers']> {
  const tiers = [...Map.groupBy(parts, ({ tier }) => tier)].sort(([a = Infinity], [b = Infinity]) => a - b);
  return tiers
    .map(([tier, of]) => ({
      ...(tier === undefined ? {} : { tier }),
      n: of.reduce((all, { escalations }) => all + escalations, 0),
    }))
    .filter(({ n }) => n > 0);
}

function timeToOwner(parts: readonly EscalationsPart[]): TimeToOwner {
  const sum = (name: 'owned' | 'closed' | 'waiting' | 'lost') => parts.reduce((all, part) => all + part[name], 0);
  const counts = { owned: sum('owned'), closed: sum('closed'), waiting: sum('waiting') };
  const n = counts.owned + counts.closed + counts.waiting;
  const told = { n, ...counts, lost: sum('lost') };
  if (n < leastAnswers) return { ...told, noMedian: 'too-few' };
  const medianMs = timeToIncidence(aalenJohansen(parts.flatMap(({ times }) => times)), 0.5);
  return medianMs === undefined ? { ...told, noMedian: 'not-reached' } : { ...told, medianSeconds: medianMs / 1000 };
}
