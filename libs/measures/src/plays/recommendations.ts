import type { Instant } from '#core/time.js';
import type { PhaseEntry } from '../phases/phase.js';

/** A version of a play, and from when to when it holds. */
export interface PlayVersion {
  readonly play: string;
  readonly version: string;
  /** Phases, or causes of a deterioration, in which it is recommended. */
  readonly phases: readonly string[];
  readonly horizonDays: number;
  /** The share, 0–1, that it is recommended to nobody of. */
  readonly holdout: number;
  /** Not before anybody could know of it. */
  readonly from: Instant;
  /** Exclusive; Infinity while nothing else is published for the play. */
  readonly until: Instant;
}

/** One time that a play was, or is, recommended: while a version holds and a phase lasts that it is for. */
export interface Recommendation<Play extends PlayVersion = PlayVersion> {
  readonly play: Play;
  readonly entry: PhaseEntry;
  /** The later of when the phase could first be told and from when the version holds: the same at every replay. */
  readonly recommendedAt: Instant;
  /** When the phase or the version ended; Infinity while both last. */
  readonly endsAt: Instant;
}

/**
 * When which plays were recommended in the course of a relationship, in the order of time and, at one instant, of the
 * plays. What is held out is among it: it is not told here whom a play is withheld from.
 * @param phases all that are known, in the order in which they were entered; the last one lasts
 */
export function recommendationsOf<Play extends PlayVersion>(
  phases: readonly PhaseEntry[],
  plays: readonly Play[],
): readonly Recommendation<Play>[] {
  const found = phases.flatMap((entry, i): Recommendation<Play>[] =>
    plays.flatMap((play) => {
      if (!isFor(play, entry)) return [];
      const recommendedAt = Math.max(entry.detectedAt, play.from);
      const endsAt = Math.min(phases[i + 1]?.detectedAt ?? Infinity, play.until);
      return recommendedAt < endsAt ? [{ play, entry, recommendedAt, endsAt }] : [];
    }),
  );
  return found.sort((a, b) => a.recommendedAt - b.recommendedAt || (a.play.play < b.play.play ? -1 : 1));
}

function isFor({ phases }: PlayVersion, { phase, cause }: PhaseEntry): boolean {
  return phases.includes(phase) || (cause !== null && phases.includes(cause));
}

/** An answer to a recommendation: about which, and when it was given. */
export interface PlayAnswer {
  readonly play: string;
  readonly version: string;
  readonly recommendedAt: Instant;
  readonly at: Instant;
}

/**
 * Whether an answer is to a recommendation: it names it, or it was given while it stood. A fact that comes late may move
 * the instant of a recommendation by days; what somebody has answered stays answered.
 */
export function isAnswerTo(
  { play, version, recommendedAt, at }: PlayAnswer,
  { play: of, recommendedAt: since, endsAt }: Pick<Recommendation, 'play' | 'recommendedAt' | 'endsAt'>,
): boolean {
  if (play !== of.play || version !== of.version) return false;
  return recommendedAt === since || (at >= since && at < endsAt);
}
