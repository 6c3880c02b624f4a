import type { OpeningHours } from './opening-hours.js';
import type { RunningClock } from './running-clock.js';

/** Clocks remembered by what they were made of; a workspace has a handful. */
const clocksRemembered = 64;

const byContent = new Map<string, RunningClock>();
const byObject = new WeakMap<OpeningHours, Map<string, RunningClock>>();

/**
 * The clock of some opening hours, made once: it remembers the days that it has worked out, which cost more than all
 * questions about them. Found by the object, else by its content, because a calendar that is read anew for every batch of
 * events is another object each time.
 * @param opening must not be changed afterwards
 * @param kind tells clocks of the same opening hours apart
 */
export function rememberedClock(opening: OpeningHours, kind: string, make: () => RunningClock): RunningClock {
  let ofObject = byObject.get(opening);
  if (ofObject === undefined) byObject.set(opening, (ofObject = new Map<string, RunningClock>()));
  let clock = ofObject.get(kind);
  if (clock !== undefined) return clock;
  const { zone, hours, holidays } = opening;
  const content = JSON.stringify([
    kind,
    zone,
    hours.map(({ weekday, open, close }) => [weekday, open, close]),
    holidays,
  ]);
  clock = byContent.get(content) ?? make();
  if (byContent.size >= clocksRemembered) byContent.clear();
  byContent.set(content, clock);
  ofObject.set(kind, clock);
  return clock;
}
