import type { RecordedEvent } from '#core/record.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { PlayVersion } from '#measures/plays/recommendations.js';
import type { Moment } from '#projections/queries/as-of.js';
import { latestFirst, publishedOf } from '../rules/rules.js';
import type { Workspace } from '../workspace.js';
import type { PublishedPlayRow } from './play-answers.js';

/** A version of a play, and the event that published it. */
export interface PublishedPlay extends PlayVersion {
  readonly event: Id;
  /** Sequence of the event that published this version first: as parties were linked then, they were drawn. */
  readonly drawnAt: number;
}

/**
 * All versions of plays that held by a moment, also those that were replaced, by play and time. What is published for the
 * past is recommended from when it was recorded: nobody can have been shown it before.
 */
export function publishedPlays(workspace: Workspace, { asOf, known }: Pick<Moment, 'asOf' | 'known'>): PublishedPlay[] {
  const published = publishedOf(workspace, 'PlayPublished', known).filter((event) => startOf(event) <= asOf);
  const byPlay = Map.groupBy(published, ({ data }) => (data as EventTypes['PlayPublished']).play);
  return [...byPlay.values()].flatMap((versions) => {
    let until = Infinity;
    return versions
      .sort(latestFirst)
      .map((event): PublishedPlay => {
        const { id, data } = event;
        const { play, version, phases, horizonDays, holdout } = data as EventTypes['PlayPublished'];
        const from = startOf(event);
        const held = { play, version, phases, horizonDays, holdout, from, until, event: id };
        until = Math.min(until, from);
        return { ...held, drawnAt: firstOf(version, versions) };
      })
      .filter((held) => held.from < held.until)
      .reverse();
  });
}

function firstOf(version: string, versions: readonly RecordedEvent[]): number {
  const own = versions.filter(({ data }) => (data as EventTypes['PlayPublished']).version === version);
  return Math.min(...own.map(({ sequence }) => sequence));
}

function startOf({ effectiveFrom, recordedAt }: Pick<RecordedEvent, 'effectiveFrom' | 'recordedAt'>): Instant {
  return Math.max(effectiveFrom!, recordedAt);
}

export function publishedPlayRow(
  { play, version, from, phases, horizonDays, holdout }: PlayVersion,
  zone: string,
): PublishedPlayRow {
  return { play, version, from: formatInstant(from, zone), phases, horizonDays, holdout };
}
