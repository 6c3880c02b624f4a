import type { Rhythm } from '../rhythm/rhythm.js';
import { fitRhythm } from '../rhythm/rhythm-fit.js';
import { calendarDaysToAlarm, silenceAlarmAfter } from '../rhythm/silence-deadline.js';
import { silenceFloorDays } from '../rhythm/silence-decision.js';
import { silenceProbability } from '../rhythm/silence.js';
import {
  populationAt,
  stands,
  type HorizonRule,
  type KnownDay,
  type Population,
  type RelationshipHistory,
} from './relationship-history.js';

/** A silence of a year that is as unlikely as this is the end of a relationship (definitions.md §1.4). */
const dissolved = { days: 365, p: 0.001 };

/** What the silence rule said when: it may be put beside the histories, and judged like any other flag. */
export interface SilenceFindings {
  /** Of each history the days on which it was flagged. */
  readonly flags: readonly (readonly number[])[];
  /** Of each history the cuts at which a year of silence was found to be its end. */
  readonly dissolutions: readonly (readonly KnownDay[])[];
}

/**
 * The alarms that silence would have raised behind each cut, by a rhythm fitted on what was known at the cut, until the
 * next one; in calendar days. Where no rhythm can be fitted there is no alarm.
 * @param cuts ascending
 * @param knownUntil the last day on which an alarm can be raised
 */
export function silenceFindings(
  histories: readonly RelationshipHistory[],
  cuts: readonly number[],
  knownUntil: number,
  rule: HorizonRule,
): SilenceFindings {
  const flags: number[][] = histories.map(() => []);
  const dissolutions: KnownDay[][] = histories.map(() => []);
  for (const [i, cut] of cuts.entries()) {
    const population = populationAt(histories, cut, rule);
    const rhythm = rhythmOf(population);
    if (rhythm === undefined) continue;
    const until = Math.min(knownUntil, cuts[i + 1] ?? Infinity);
    for (const [member, place] of population.places.entries()) {
      if (hasDissolved(rhythm, population.members[member]!)) dissolutions[place]!.push({ day: cut, knownOn: cut });
    }
    for (const [place, history] of histories.entries()) {
      if (history.unusable === undefined) flags[place]!.push(...flagsBetween(history, rhythm, cut, until));
    }
  }
  return { flags, dissolutions };
}

function rhythmOf({ members }: Population): Rhythm | undefined {
  const fit = fitRhythm(members.map(({ days }) => days.slice(1).map((day, i) => day - days[i]!)));
  return 'noFit' in fit ? undefined : fit;
}

function hasDissolved(rhythm: Rhythm, { repeats: { x, tx, T } }: Population['members'][number]): boolean {
  const silent = T - tx;
  if (silent < dissolved.days || silenceAlarmAfter(rhythm, spanOf(x, tx)) === undefined) return false;
  return silenceProbability(rhythm, spanOf(x, tx), silent) <= dissolved.p;
}

function spanOf(gaps: number, days: number) {
  return { gaps, operationalDays: days, calendarDays: days };
}

/** As it was seen from day to day: an act counts from when it was known, and until it was known to be none. */
function flagsBetween(history: RelationshipHistory, rhythm: Rhythm, from: number, until: number): number[] {
  const found: number[] = [];
  const ended = Math.min(Infinity, ...(history.endings ?? []).filter(stands).map(({ day }) => day));
  const learnt = history.acts
    .map(({ day, knownOn, withdrawnOn = Infinity }) => ({ day, on: Math.max(day, knownOn), withdrawnOn }))
    .filter(({ on, withdrawnOn }) => withdrawnOn > on)
    .sort((one, other) => one.on - other.on);
  const days = new Set<number>();
  let [first, last] = [Infinity, -Infinity];
  for (const [i, { day, on }] of learnt.entries()) {
    days.add(day);
    first = Math.min(first, day);
    last = Math.max(last, day);
    const next = Math.min(until + 1, learnt[i + 1]?.on ?? Infinity);
    // Nothing can come due before more is known, and so for nearly all acts nothing has to be computed.
    if (next <= from || next <= last + silenceFloorDays) continue;
    if (on > until) break;
    const after = silenceAlarmAfter(rhythm, spanOf(days.size - 1, last - first));
    const due = after === undefined ? Infinity : Math.max(on, last + Math.ceil(calendarDaysToAlarm(after)));
    if (due > from && due < next && due <= ended) found.push(due);
  }
  return found;
}
