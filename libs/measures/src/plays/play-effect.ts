import type { DayRange } from '../prediction/relationship-history.js';
import { wilsonInterval, type ShareInterval } from '../voice/wilson.js';
import { shareDifference, type ShareDifference } from './share-difference.js';

/** What is known of whom a play was recommended to, or withheld from, at the end of its horizon. */
export type PlayOutcome =
  /** There was a contact-day of theirs within the horizon. */
  | 'came-back'
  /** There was none. */
  | 'stayed-away'
  /** The horizon is not over. */
  | 'not-yet-known'
  /** None was seen, and a feed was down that it might have come by. */
  | 'unknown';

/** One arm of the trial. */
export interface PlayArm {
  /** Whose horizon is over, and of whom it is known what they did. */
  readonly n: number;
  readonly cameBack: number;
  /** Counted apart: in no share. */
  readonly notYetKnown: number;
  readonly unknown: number;
  /** Share of those who came back, of n; absent where n is 0. */
  readonly share?: ShareInterval;
}

/** The effect of one version of a play: whom it was recommended to against whom it was withheld from. */
export interface PlayEffect {
  readonly recommended: PlayArm;
  readonly heldOut: PlayArm;
  /** Share that came back, recommended less held out; absent below `fewestInArm` in either arm. */
  readonly effect?: ShareDifference;
}

/** With fewer in an arm no effect is told. */
export const fewestInArm = 20;

/**
 * Counts the outcomes of an arm. Who has come back counts only when the horizon is over: else the quick ones alone would,
 * and the younger arm looks better.
 */
export function playArm(outcomes: Iterable<PlayOutcome>): PlayArm {
  const counts = { 'came-back': 0, 'stayed-away': 0, 'not-yet-known': 0, 'unknown': 0 };
  for (const outcome of outcomes) counts[outcome]++;
  const { 'came-back': cameBack, 'stayed-away': stayedAway } = counts;
  const n = cameBack + stayedAway;
  const share = wilsonInterval(cameBack, n);
  const apart = { notYetKnown: counts['not-yet-known'], unknown: counts.unknown };
  return { n, cameBack, ...apart, ...(share === undefined ? {} : { share }) };
}

/**
 * The effect by intention to treat: everyone to whom it was recommended, whatever they made of it, against everyone whom
 * the draw left out (definitions.md §1.9).
 */
export function playEffect(recommended: PlayArm, heldOut: PlayArm): PlayEffect {
  if (Math.min(recommended.n, heldOut.n) < fewestInArm) return { recommended, heldOut };
  const effect = shareDifference(
    { successes: recommended.cameBack, n: recommended.n },
    { successes: heldOut.cameBack, n: heldOut.n },
  );
  return { recommended, heldOut, ...(effect === undefined ? {} : { effect }) };
}

/** What is known of one relationship at the time of the question; days are numbers of days in the zone of contact-days. */
export interface PlayCourse {
  /** The day of the recommendation. */
  readonly day: number;
  readonly horizonDays: number;
  /** The day of the question. */
  readonly today: number;
  /** Their contact-days, at least all those after `day`. */
  readonly contactDays: readonly number[];
  /** Days on which a feed was down that their contacts come by. */
  readonly outages: readonly DayRange[];
}

/**
 * What became of a recommendation: whether there is a contact-day of theirs among the `horizonDays` days after its own. A
 * contact on the day itself says nothing, because it may have come before.
 */
export function playOutcome({ day, horizonDays, today, contactDays, outages }: PlayCourse): PlayOutcome {
  const last = day + horizonDays;
  // The last day counts to its end.
  if (today <= last) return 'not-yet-known';
  if (contactDays.some((contact) => contact > day && contact <= last)) return 'came-back';
  return outages.some(({ from, until }) => from <= last && until > day + 1) ? 'unknown' : 'stayed-away';
}
