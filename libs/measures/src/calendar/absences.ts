import type { Instant } from '#core/time.js';
import type { RunningClock } from './running-clock.js';

/** From the first instant to just before the second. */
export interface Absence {
  readonly from: Instant;
  readonly to: Instant;
}

/** Adds an absence to those known, which stay in order and apart; one that ends when it begins is none. */
export function addAbsence(known: readonly Absence[], absence: Absence): Absence[] {
  if (!(absence.to > absence.from)) return [...known];
  const apart = known.filter(({ from, to }) => to < absence.from || from > absence.to);
  const joined = known.filter(({ from, to }) => to >= absence.from && from <= absence.to);
  const from = Math.min(absence.from, ...joined.map((one) => one.from));
  const to = Math.max(absence.to, ...joined.map((one) => one.to));
  return [...apart, { from, to }].sort((a, b) => a.from - b.from);
}

/** The absences that still matter to what is measured from an instant on: so a list of them does not grow for ever. */
export function absencesSince(known: readonly Absence[], since: Instant): Absence[] {
  return known.filter(({ to }) => to > since);
}

/**
 * A clock that stands still in announced absences too.
 * @param absences in order and apart, as `addAbsence` keeps them
 */
export function pausedBy(absences: readonly Absence[], clock: RunningClock): RunningClock {
  if (absences.length === 0) return clock;
  return {
    msBetween(from, to) {
      if (!(to > from)) return 0;
      let ran = 0;
      let begun = from;
      for (const absence of absences) {
        ran += clock.msBetween(begun, Math.min(absence.from, to));
        begun = Math.max(begun, absence.to);
      }
      return ran + clock.msBetween(begun, to);
    },
    instantAfter(from, ms) {
      if (ms === 0) return clock.instantAfter(from, ms);
      let left = ms;
      let begun = from;
      for (const absence of absences) {
        const reached = clock.instantAfter(begun, left);
        if (reached === undefined || reached <= absence.from) return reached;
        left -= clock.msBetween(begun, absence.from);
        begun = Math.max(begun, absence.to);
      }
      return clock.instantAfter(begun, left);
    },
    isRunning: (at) => clock.isRunning(at) && !absences.some(({ from, to }) => from <= at && at < to),
  };
}
