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
  readonly recordedAt: Instant;
}

/** All versions of plays that held by a moment, also those that were replaced, by play and time. */
export function publishedPlays(workspace: Workspace, { asOf, known }: Pick<Moment, 'asOf' | 'known'>): PublishedPlay[] {
  const published = publishedOf(workspace, 'PlayPublished', known).filter(
    ({ effectiveFrom }) => effectiveFrom! <= asOf,
  );
  const byPlay = Map.groupBy(published, ({ data }) => (data as EventTypes['PlayPublished']).play);
  return [...byPlay.values()].flatMap((versions) => {
    const inOrder = versions.sort((a, b) => latestFirst(b, a));
    return inOrder
      .map(({ id, recordedAt, effectiveFrom, data }, i): PublishedPlay => {
        const { play, version, phases, horizonDays, holdout } = data as EventTypes['PlayPublished'];
        const until = inOrder[i + 1]?.effectiveFrom ?? Infinity;
        return { play, version, phases, horizonDays, holdout, from: effectiveFrom!, until, event: id, recordedAt };
      })
      .filter(({ from, until }) => from < until);
  });
}

export function publishedPlayRow(
  { play, version, from, phases, horizonDays, holdout }: PlayVersion,
  zone: string,
): PublishedPlayRow {
  return { play, version, from: formatInstant(from, zone), phases, horizonDays, holdout };
}
