import type { Quarantine, SignalStep } from '#read-store/port.js';
import type { Signal } from '../definition/definition.js';
import { standingIn } from './ended-signals.js';

/** The steps of the signals of a key, from the first on, and why it is set apart, should it be. */
export interface SignalHistory {
  readonly steps: readonly SignalStep[];
  readonly quarantine?: Quarantine | undefined;
}

/** What one event began: from when a signal stood first to when it ended last, however often it came and went between. */
export interface SignalEpisode {
  /** By what it is told apart from the others of its key, in every build. */
  readonly name: string;
  /** As it stood first. */
  readonly signal: Signal;
  /** When it stood first; in the order of the ledger a sequence. */
  readonly raisedAt: number;
  /** When it ended last; absent while it stands. */
  readonly endedAt?: number;
}

/**
 * All episodes of the signals of a key, in the order in which they were raised. Where a key is set apart, what stood until
 * then has not ended. One signal that no step shows, because another step of the same instant followed, never stood.
 */
export function episodesIn({ steps, quarantine }: SignalHistory): readonly SignalEpisode[] {
  const episodes = new Map<string, SignalEpisode>();
  let stood: ReadonlyMap<string, Signal> = new Map();
  for (const { time, signals } of standingIn(steps, quarantine)) {
    for (const [name, signal] of signals) {
      if (stood.has(name)) continue;
      const { signal: first, raisedAt } = episodes.get(name) ?? { signal, raisedAt: time };
      episodes.set(name, { name, signal: first, raisedAt });
    }
    for (const name of stood.keys())
      if (!signals.has(name)) episodes.set(name, { ...episodes.get(name)!, endedAt: time });
    stood = signals;
  }
  return [...episodes.values()];
}

/** One episode in two builds: the same event began it. */
export interface EpisodePair {
  readonly before?: SignalEpisode;
  readonly after?: SignalEpisode;
}

/** The episodes of a key in two builds, side by side; those of the first build first. */
export function pairEpisodes(before: SignalHistory, after: SignalHistory): readonly EpisodePair[] {
  const late = new Map(episodesIn(after).map((episode) => [episode.name, episode]));
  const pairs: EpisodePair[] = [];
  for (const episode of episodesIn(before)) {
    const other = late.get(episode.name);
    late.delete(episode.name);
    pairs.push(other === undefined ? { before: episode } : { before: episode, after: other });
  }
  for (const episode of late.values()) pairs.push({ after: episode });
  return pairs;
}
